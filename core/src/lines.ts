import { StringDecoder } from 'node:string_decoder';

/**
 * Cuts UTF-8 into lines, without their ends. Only `\n` and `\r\n` end one: from Node 24 on its own readline also cuts at
 * U+2028 and U+2029, which JSON holds as they are. What follows the last end is a line if there is any. Throws what the bytes throw.
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let unfinished = '';
  for await (const chunk of bytes) {
    const [end = '', ...others] = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)).split('\n');
    unfinished += end;
    for (const other of others) {
      yield withoutReturn(unfinished);
      unfinished = other;
    }
  }
  unfinished += decoder.end();
  if (unfinished !== '') yield withoutReturn(unfinished);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
