const mask = '********';

/** Shorter texts occur by chance in encoded data. */
const shortestEncoded = 4;

/**
 * Returns a function that replaces secrets in a text by `********`: as they are, as base64 wherever they stand in
 * what was encoded (`Authorization: Basic`), URL-encoded, and as in JSON. `secrets` is asked for each text, since they
 * become known one by one.
 */
export function masker(secrets: () => readonly string[]): (text: string) => string {
  let known = '';
  let pattern: RegExp | undefined;
  return (text) => {
    const current = secrets().filter((secret) => secret !== '');
    const identity = JSON.stringify(current);
    if (identity !== known) {
      known = identity;
      pattern = patternOf(current);
    }
    return pattern === undefined ? text : text.replace(pattern, mask);
  };
}

function patternOf(secrets: readonly string[]): RegExp | undefined {
  if (secrets.length === 0) return undefined;
  const forms = new Set(secrets.flatMap(formsOf));
  const longestFirst = [...forms].sort((one, other) => other.length - one.length);
  return new RegExp(longestFirst.map((form) => form.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('|'), 'g');
}

function formsOf(secret: string): string[] {
  // Through a Buffer, since half a surrogate pair cannot be encoded.
  const url = encodeURIComponent(Buffer.from(secret).toString());
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  const texts = [secret, JSON.stringify(secret).slice(1, -1), url, form];
  const lowerCaseHex = [url, form].map((text) => text.replace(/%../g, (code) => code.toLowerCase()));
  const encoded = [0, 1, 2].map((offset) => encodedAt(secret, offset)).filter((text) => text.length >= shortestEncoded);
  const urlSafe = encoded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...texts, ...lowerCaseHex, ...encoded, ...urlSafe];
}

/** The base64 characters that depend on the secret alone when so many bytes (modulo 3) stand before it. */
function encodedAt(secret: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}
