const mask = '********';

/** Shorter texts occur by chance in encoded data. */
const shortestEncoded = 4;

/** JSON within JSON within JSON has so many backslashes for one. More are not looked for: a long run of them takes long. */
const nested = 8;
const backslashes = `\\\\{1,${nested}}`;

/**
 * Returns a function that replaces secrets in a text by `********`: as they are, URL-encoded, as in JSON and in XML, each
 * character in whatever of these ways; as base64 wherever they stand in what was encoded (`Authorization: Basic`), and in
 * hexadecimal. `secrets` is asked for each text, since they become known one by one.
 */
export function masker(secrets: () => readonly string[]): (text: string) => string {
  let known = '';
  let patterns = patternsOf([]);
  return (text) => {
    const current = secrets().filter((secret) => secret !== '');
    const identity = JSON.stringify(current);
    if (identity !== known) {
      known = identity;
      patterns = patternsOf(current);
    }
    return patterns.reduce((rest, { marks, pattern }) => (marks.test(rest) ? rest.replace(pattern, mask) : rest), text);
  };
}

interface Pattern {
  /** A text without any of this cannot match. */
  readonly marks: RegExp;
  readonly pattern: RegExp;
}

/**
 * One pattern for what texts mostly hold, which is fast however many secrets there are; then one for each secret with
 * encoded characters, which many texts are free of.
 */
function patternsOf(secrets: readonly string[]): Pattern[] {
  if (secrets.length === 0) return [];
  const longestFirst = [...new Set(secrets)].sort((one, other) => other.length - one.length);
  const forms = longestFirst.flatMap((secret) => [secret, ...asAWhole(secret)]).map(escaped);
  return [
    { marks: /./s, pattern: new RegExp(forms.join('|'), 'g') },
    ...longestFirst.map((secret) => ({
      marks: secret.includes(' ') ? /[\\%&+]/ : /[\\%&]/,
      pattern: new RegExp(characterwise(secret), 'g'),
    })),
  ];
}

/** A pattern for a text of which any character may be encoded. */
function characterwise(secret: string): string {
  // A run of backslashes is one: taken one by one, a long run in a text could be shared out in too many ways.
  const pieces = secret.match(/\\+|[^\\]/gu) ?? [];
  return pieces.map((piece) => `(?:${formsOf(piece).join('|')})`).join('');
}

function formsOf(piece: string): string[] {
  if (piece.startsWith('\\'))
    return [
      `\\\\{${piece.length},${piece.length * nested}}`,
      ...codesOf('\\').map((code) => `(?:${code}){${piece.length}}`),
    ];
  return [escaped(piece), ...codesOf(piece), ...(named[piece] ?? [])];
}

/** A character by its number. */
function codesOf(character: string): string[] {
  // Half a surrogate pair cannot be encoded: a Buffer makes of it what others make, too.
  const bytes = [...Buffer.from(character)];
  const codePoint = character.codePointAt(0) ?? 0;
  const units = character.split('').map((unit) => unit.charCodeAt(0));
  return [
    bytes.map((byte) => `%${anyCase(byte.toString(16).padStart(2, '0'))}`).join(''),
    units.map((unit) => `${backslashes}u${anyCase(unit.toString(16).padStart(4, '0'))}`).join(''),
    `&#0{0,6}${codePoint};`,
    `&#[xX]0{0,6}${anyCase(codePoint.toString(16))};`,
  ];
}

/** Other ways to write a character. */
const named: Readonly<Record<string, readonly string[]>> = {
  ' ': ['\\+'],
  '"': [`${backslashes}"`, '&quot;'],
  '/': [`${backslashes}/`],
  '\n': [`${backslashes}n`],
  '\r': [`${backslashes}r`],
  '\t': [`${backslashes}t`],
  '\b': [`${backslashes}b`],
  '\f': [`${backslashes}f`],
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  "'": ['&apos;'],
};

function asAWhole(secret: string): string[] {
  const encoded = [0, 1, 2].map((offset) => encodedAt(secret, offset));
  const urlSafe = encoded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = Buffer.from(secret).toString('hex');
  const isLong = secret.length >= shortestEncoded;
  const texts = [...encoded, ...urlSafe].filter((text) => text.length >= shortestEncoded);
  return [...texts, ...(isLong ? [hex, hex.toUpperCase()] : [])];
}

/** The base64 characters that depend on the secret alone when so many bytes (modulo 3) stand before it. */
function encodedAt(secret: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
