/** A value as a command reads it back: a text that would be taken for something else is quoted. */
export function valueText(value: unknown): string {
  const isTaken = typeof value === 'string' && /^\s*(?:["'].*["']|true|false|null|~|[-+.\d].*)?\s*$/is.test(value);
  return isTaken ? JSON.stringify(value) : String(value);
}

/** A command as a person would type it in a shell: what a shell would take apart is quoted. */
export function commandText(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/** An option again and again, for each of a list. */
export function eachOption(option: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [option, value]);
}
