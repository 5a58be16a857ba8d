/** Kinds of TDS packets (MS-TDS 2.2.3.1.1). */
export const packetType = {
  batch: 0x01,
  rpc: 0x03,
  response: 0x04,
  attention: 0x06,
  bulk: 0x07,
  transactionManager: 0x0e,
  login7: 0x10,
  prelogin: 0x12,
} as const;

/** A whole message: the packets of one request, put together. */
export interface Message {
  readonly type: number;
  readonly payload: Buffer;
  /** The client asks for a fresh session before the request. */
  readonly resetConnection: boolean;
  /** The client gave the request up while it was sending it. */
  readonly ignored: boolean;
}

const headerLength = 8;
const lastPacket = 0x01;
const ignore = 0x02;
const reset = 0x08 | 0x10;

/** Puts messages together from bytes as they come. */
export class MessageReader {
  #pending: Buffer[] = [];
  #pendingLength = 0;
  #parts: Buffer[] = [];
  #resetConnection = false;

  /** Takes bytes, and gives the messages that are complete with them. */
  *read(bytes: Buffer): Generator<Message> {
    this.#pending.push(bytes);
    this.#pendingLength += bytes.length;
    while (this.#pendingLength >= headerLength) {
      const all = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending);
      const length = all.readUInt16BE(2);
      this.#pending = [all];
      if (length < headerLength) throw new Error(`A packet of ${length} bytes is not TDS.`);
      if (all.length < length) return;
      this.#pending = [all.subarray(length)];
      this.#pendingLength -= length;
      const message = this.#packet(all.subarray(0, length));
      if (message !== undefined) yield message;
    }
  }

  #packet(packet: Buffer): Message | undefined {
    const status = packet[1]!;
    this.#parts.push(packet.subarray(headerLength));
    if ((status & reset) !== 0) this.#resetConnection = true;
    if ((status & lastPacket) === 0) return undefined;
    const message = {
      type: packet[0]!,
      payload: Buffer.concat(this.#parts),
      resetConnection: this.#resetConnection,
      ignored: (status & ignore) !== 0,
    };
    this.#parts = [];
    this.#resetConnection = false;
    return message;
  }
}

/** A message as packets of at most `size` bytes each. */
export function toPackets(type: number, payload: Buffer, size: number): Buffer {
  const room = size - headerLength;
  const packets: Buffer[] = [];
  for (let offset = 0, id = 1; packets.length === 0 || offset < payload.length; offset += room, id++) {
    const data = payload.subarray(offset, offset + room);
    const header = Buffer.alloc(headerLength);
    header[0] = type;
    header[1] = offset + room >= payload.length ? lastPacket : 0;
    header.writeUInt16BE(headerLength + data.length, 2);
    header[6] = id & 0xff;
    packets.push(header, data);
  }
  return Buffer.concat(packets);
}
