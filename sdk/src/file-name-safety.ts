import { createHash } from 'node:crypto';

/** Bytes of UTF-8 that a name may have: 255 on every platform, less room for a number such as `.12345`. */
export const longestFileName = 240;

/** An ending longer than this, in bytes with its period, is no file extension, and is shortened with the rest. */
const longestExtension = 32;

/**
 * Characters that a file name must not have: path separators and what Windows refuses, control and formatting
 * characters (among them those that reverse the direction of writing, so that a name reads as another), line
 * separators, half surrogates and code points that are no characters.
 */
const forbidden = /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** Names that are devices on Windows, in any case and with any extension. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])$/iu;

/** The characters of a text that no file name may have, each once, in a form that can be printed. */
export function forbiddenCharacters(text: string): string[] {
  return [...new Set(text.match(forbidden) ?? [])].map((character) =>
    /[\x21-\x7e]/.test(character)
      ? character
      : `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** Whether Windows would take a file of this name for a device: `NUL`, `com1.txt`. */
export function isDeviceName(name: string): boolean {
  return device.test((name.split('.', 1)[0] ?? '').trimEnd());
}

/** Makes a text from outside harmless as a part of a file name. */
export function safeValue(text: string): string {
  return text
    .normalize('NFC')
    .replace(forbidden, '_')
    .replace(/^[. ]+|[. ]+$/g, (edge) => '_'.repeat(edge.length))
    .normalize('NFC');
}

/** Turns any text into one file name that every platform accepts, and that is short enough. */
export function safeFileName(text: string): string {
  let name = text
    .normalize('NFC')
    .replace(forbidden, '_')
    .replace(/[. ]+$/, (edge) => '_'.repeat(edge.length));
  // Before, not in place of, the first period: what follows it may be the extension.
  if (name === '' || /^[. ]/.test(name) || isDeviceName(name)) name = `_${name}`;
  return shorten(name.normalize('NFC'));
}

/** Two long names that differ stay different: a hash of the whole stands for what was cut. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= longestFileName) return name;
  const period = name.lastIndexOf('.');
  const ending = period > 0 ? name.slice(period) : '';
  const extension = Buffer.byteLength(ending) <= longestExtension ? ending : '';
  const tail = `-${createHash('sha256').update(name).digest('hex').slice(0, 16)}${extension}`;
  const stem = Buffer.from(name.slice(0, name.length - extension.length));
  let end = longestFileName - Buffer.byteLength(tail);
  while (((stem[end] ?? 0) & 0xc0) === 0x80) end--; // never in the middle of a character
  return stem.toString('utf8', 0, end) + tail;
}
