import { createHash } from 'node:crypto';
import { hash, hashText } from './random.js';

const pieceSize = 64 * 1024;
/** A prime length, so that pieces never repeat in step with it. */
const noiseSize = 1_048_573;

const fileType = Buffer.from('00000020667479704d345620000000014d3456204d3441206d70343269736f6d', 'hex');

/** How a file of so many bytes begins. */
const beginnings = {
  m4v: beginningOfMovie,
  nsb: () => Buffer.concat([Buffer.from([0x89]), Buffer.from('NSB\r\n\x1a\n', 'latin1'), Buffer.alloc(24)]),
};

/** An MP4 file is boxes, one after the other: here its type, and one with all the rest. */
function beginningOfMovie(size: number): Buffer {
  const type = Buffer.from(fileType);
  const rest = size - type.length;
  if (rest < 8) {
    type.writeUInt32BE(size);
    return type;
  }
  const isLarge = rest > 0xffffffff;
  const data = Buffer.alloc(isLarge ? 16 : 8);
  data.writeUInt32BE(isLarge ? 1 : rest);
  data.write('mdat', 4, 'latin1');
  if (isLarge) data.writeBigUInt64BE(BigInt(rest), 8);
  return Buffer.concat([type, data]);
}

const noises = new Map<number, Buffer>();

function noiseOf(seed: number): Buffer {
  let noise = noises.get(seed);
  if (noise === undefined) {
    noise = Buffer.alloc(noiseSize + pieceSize);
    for (let at = 0; at + 4 <= noise.length; at += 4) noise.writeUInt32LE(hash(seed, at), at);
    noises.set(seed, noise);
  }
  return noise;
}

/**
 * The bytes of a recording or a backup: any number of them, made as they are read, the same for the same seed and name.
 * Each piece of 64 KiB bears its own mark, so that bytes that are lost, doubled or swapped always show.
 */
export class SimulatedContent implements Iterable<Buffer> {
  /** Bytes. */
  readonly size: number;
  readonly #seed: number;
  readonly #name: number;
  readonly #kind: keyof typeof beginnings;

  constructor(seed: number, name: string, kind: keyof typeof beginnings, size: number) {
    this.#seed = seed;
    this.#name = hashText(`${seed} ${name}`);
    this.#kind = kind;
    this.size = size;
  }

  /** A strong entity tag. */
  get etag(): string {
    return `"${this.#name.toString(16)}-${this.size.toString(16)}"`;
  }

  [Symbol.iterator](): Iterator<Buffer> {
    return this.read(0, this.size);
  }

  /** The bytes from `start` up to, not including, `end`. */
  *read(start: number, end: number): Generator<Buffer> {
    for (let at = start; at < end; ) {
      const index = Math.floor(at / pieceSize);
      const piece = this.#piece(index);
      const from = at - index * pieceSize;
      const bytes = piece.subarray(from, Math.min(piece.length, end - index * pieceSize));
      yield bytes;
      at += bytes.length;
    }
  }

  /** All of it at once: for small content only. */
  bytes(): Buffer {
    return Buffer.concat([...this]);
  }

  /** Of all of it, lower-case hex. */
  sha256(): string {
    const digest = createHash('sha256');
    for (const piece of this) digest.update(piece);
    return digest.digest('hex');
  }

  #piece(index: number): Buffer {
    const length = Math.min(pieceSize, this.size - index * pieceSize);
    const offset = hash(this.#name, index) % noiseSize;
    const piece = Buffer.allocUnsafe(pieceSize);
    noiseOf(this.#seed).copy(piece, 0, offset, offset + pieceSize);
    piece.writeUInt32LE(this.#name, 0);
    piece.writeUInt32LE(index, 4);
    if (index === 0) beginnings[this.#kind](this.size).copy(piece);
    return piece.subarray(0, length);
  }
}
