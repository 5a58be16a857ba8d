const named: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Whether XML 1.0 allows the character. */
function isLegalCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** The character behind the name of a reference (`amp`, `#10`, `#xA`); undefined where there is none. */
export function resolveReference(name: string): string | undefined {
  if (!name.startsWith('#')) return named.get(name);
  if (!/^#(\d+|x[0-9a-fA-F]+)$/.test(name)) return undefined;
  const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return isLegalCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/** Replaces the five entities and numeric references, once; leaves any other reference as it stands. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&<]{1,32});/g, (reference, name: string) => resolveReference(name) ?? reference);
}
