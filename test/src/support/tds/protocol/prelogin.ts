/** What both sides say about encryption before the login (MS-TDS 2.2.6.5). */
export const encryption = { off: 0x00, on: 0x01, notSupported: 0x02, required: 0x03 } as const;

const option = { version: 0x00, encryption: 0x01, instance: 0x02, thread: 0x03, mars: 0x04, end: 0xff } as const;

/** What the client says about encryption. */
export function readPreloginEncryption(payload: Buffer): number {
  for (let at = 0; at < payload.length && payload[at] !== option.end; at += 5) {
    if (payload[at] === option.encryption) return payload.readUInt8(payload.readUInt16BE(at + 1));
  }
  return encryption.notSupported;
}

/** The server's answer. */
export function preloginAnswer(serverVersion: readonly [number, number, number], encrypt: number): Buffer {
  const [major, minor, build] = serverVersion;
  const options: readonly (readonly [number, Buffer])[] = [
    [option.version, Buffer.from([major, minor, build >> 8, build & 0xff, 0, 0])],
    [option.encryption, Buffer.from([encrypt])],
    [option.instance, Buffer.from([0])],
    [option.thread, Buffer.alloc(0)],
    [option.mars, Buffer.from([0])],
  ];
  let offset = options.length * 5 + 1;
  const heads = options.map(([token, data]) => {
    const head = Buffer.alloc(5);
    head[0] = token;
    head.writeUInt16BE(offset, 1);
    head.writeUInt16BE(data.length, 3);
    offset += data.length;
    return head;
  });
  return Buffer.concat([...heads, Buffer.from([option.end]), ...options.map(([, data]) => data)]);
}
