import { randomBytes } from 'node:crypto';

const pieceBytes = 1024 * 1024;

/** An MP4 file of so many bytes, in pieces that are made once: what is in it is nobody's business. */
export function movie(bytes: number): Iterable<Buffer> {
  const first = randomBytes(Math.min(bytes, pieceBytes));
  const next = randomBytes(Math.min(bytes, pieceBytes));
  first.set(Buffer.from('00000010667479704d34562000000001', 'hex'));
  return {
    *[Symbol.iterator]() {
      for (let at = 0; at < bytes; at += pieceBytes) yield (at === 0 ? first : next).subarray(0, bytes - at);
    },
  };
}
