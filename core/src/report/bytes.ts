/** The bytes that markup is made of. All encodings that a report may have share them with ASCII. */
export const LESS = 0x3c;
export const GREATER = 0x3e;
export const SLASH = 0x2f;
export const BANG = 0x21;
export const QUESTION = 0x3f;
export const EQUALS = 0x3d;
export const DOUBLE_QUOTE = 0x22;
export const SINGLE_QUOTE = 0x27;
export const AMPERSAND = 0x26;
export const SEMICOLON = 0x3b;
export const COLON = 0x3a;
export const CLOSING_BRACKET = 0x5d;

/** A table of all bytes, 1 for those that the pattern matches as one latin1 character. */
export function byteTable(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (pattern.test(String.fromCharCode(byte)) ? 1 : 0));
}

/** White space of XML. */
export const SPACE = byteTable(/[ \t\r\n]/);
/** Bytes a name may begin with. Beyond ASCII every byte is taken: the letters of XML are not told apart here. */
export const NAME_START = byteTable(/[A-Za-z_:\x80-\xff]/);
/** Bytes a name may go on with. */
export const NAME = byteTable(/[A-Za-z0-9._:\x80-\xff-]/);
