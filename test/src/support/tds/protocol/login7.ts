/** What a client logs in with (MS-TDS 2.2.6.4). */
export interface Login {
  readonly user: string;
  readonly password: string;
  /** The database it asks for; empty for the login's default. */
  readonly database: string;
  /** Bytes a packet may have. */
  readonly packetSize: number;
  /** It wants to log in with Windows (NTLM, Kerberos) rather than with a password. */
  readonly integrated: boolean;
  /** It wants to log in with a token of Microsoft Entra. */
  readonly federated: boolean;
}

/** Reads a login message. */
export function readLogin(payload: Buffer): Login {
  const text = (at: number): Buffer => {
    const offset = payload.readUInt16LE(at);
    return payload.subarray(offset, offset + payload.readUInt16LE(at + 2) * 2);
  };
  return {
    packetSize: payload.readUInt32LE(8),
    integrated: (payload.readUInt8(25) & 0x80) !== 0,
    federated: hasFederatedLogin(payload),
    user: text(40).toString('utf16le'),
    password: unscramble(text(44)).toString('utf16le'),
    database: text(68).toString('utf16le'),
  };
}

/** Whether the list of features that ends the message holds the one for tokens (0x02). */
function hasFederatedLogin(payload: Buffer): boolean {
  const hasExtension = (payload.readUInt8(27) & 0x10) !== 0;
  if (!hasExtension) return false;
  let at = payload.readUInt32LE(payload.readUInt16LE(56));
  while (at < payload.length && payload[at] !== 0xff) {
    if (payload[at] === 0x02) return true;
    at += 5 + payload.readUInt32LE(at + 1);
  }
  return false;
}

/** Passwords are sent with every byte's halves changed over and some bits turned. */
function unscramble(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes.map((byte) => {
      const turned = byte ^ 0xa5;
      return ((turned & 0x0f) << 4) | (turned >> 4);
    }),
  );
}
