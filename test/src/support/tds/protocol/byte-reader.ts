/** Reads a message from its beginning to its end. Throws a RangeError where it ends too early. */
export class ByteReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#skip(1));
  }

  uint16(): number {
    return this.#bytes.readUInt16LE(this.#skip(2));
  }

  int32(): number {
    return this.#bytes.readInt32LE(this.#skip(4));
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#skip(4));
  }

  /** A whole number of up to six bytes. */
  uint(length: number): number {
    return this.#bytes.readUIntLE(this.#skip(length), length);
  }

  uint64(): bigint {
    return this.#bytes.readBigUInt64LE(this.#skip(8));
  }

  bytes(length: number): Buffer {
    if (this.#offset + length > this.#bytes.length) throw new RangeError('The message ends too early.');
    const start = this.#skip(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Text of so many UTF-16 units. */
  text(units: number): string {
    return this.bytes(units * 2).toString('utf16le');
  }

  /** Text behind a byte that says how many UTF-16 units it has. */
  shortText(): string {
    return this.text(this.uint8());
  }

  rest(): Buffer {
    return this.bytes(this.#bytes.length - this.#offset);
  }

  /** The next byte, without going past it. */
  peek(): number {
    return this.#bytes.readUInt8(this.#offset);
  }

  #skip(length: number): number {
    const start = this.#offset;
    this.#offset += length;
    return start;
  }
}

/** Goes past the headers (MS-TDS 2.2.5.3) that batches, calls and transaction requests begin with. */
export function skipHeaders(reader: ByteReader): void {
  reader.bytes(reader.uint32() - 4);
}
