/** The name with a number just before its last period, at its end where it has none; 0 is the name itself. */
export function numberedName(name: string, number: number): string {
  if (number === 0) return name;
  const { stem, extension } = split(name);
  return `${stem}.${number}${extension}`;
}

/** The number by which one name is made of the other, see {@link numberedName}; undefined where it is not. */
export function numberOf(candidate: string, name: string): number | undefined {
  const normal = candidate.normalize('NFC'); // macOS may answer names decomposed
  if (normal === name) return 0;
  const { stem, extension } = split(name);
  if (!normal.startsWith(`${stem}.`) || !normal.endsWith(extension)) return undefined;
  const digits = normal.slice(stem.length + 1, normal.length - extension.length);
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined;
}

/** The name that one with a number was made of, see {@link numberedName}; undefined where it can have no number. */
export function unnumberedName(candidate: string): string | undefined {
  const normal = candidate.normalize('NFC');
  const found = /^(.+)\.[1-9]\d{0,8}(\.[^.]*)$/.exec(normal) ?? /^([^.]+)\.[1-9]\d{0,8}$/.exec(normal);
  return found === null ? undefined : `${found[1]}${found[2] ?? ''}`;
}

function split(name: string): { stem: string; extension: string } {
  const period = name.lastIndexOf('.');
  return period < 0 ? { stem: name, extension: '' } : { stem: name.slice(0, period), extension: name.slice(period) };
}
