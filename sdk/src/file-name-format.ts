import { replacementValues } from './file-name.js';
import { forbiddenCharacters, isDeviceName, longestFileName } from './file-name-safety.js';

const known = Object.keys(replacementValues);

/**
 * Checks a file name format as people write it in settings. Answers everything that is wrong, in plain words; an
 * empty list means that it can be used.
 */
export function checkFileNameFormat(format: string): string[] {
  if (format.trim() === '') return ['The file name format is empty.'];
  return [...valueFaults(format), ...textFaults(format)];
}

function valueFaults(format: string): string[] {
  const names = new Set(format.match(/%[A-Za-z0-9_]+%|%/g) ?? []);
  const faults = [];
  for (const name of names) {
    if (name === '%') {
      faults.push('A percent sign belongs to no replacement value: one starts and ends with a percent sign.');
    } else if (!known.includes(name)) {
      faults.push(
        `Unknown replacement value ${name}: did you mean ${nearest(name)}? Known are ${known.join(', ')}; they are case sensitive.`,
      );
    }
  }
  return faults;
}

function textFaults(format: string): string[] {
  const text = format.replace(/%[A-Za-z0-9_]+%/g, '');
  const faults = [];
  const characters = forbiddenCharacters(text);
  if (characters.some((character) => character === '/' || character === '\\')) {
    faults.push(
      'A file name format must not contain a path separator (/ or \\): the directory is a setting of its own.',
    );
  }
  const others = characters.filter((character) => character !== '/' && character !== '\\');
  if (others.length > 0) faults.push(`Not allowed in a file name: ${others.join(' ')}`);
  if (/^[. ]/.test(format)) faults.push('A file name must not begin with a period or a space.');
  if (/[. ]$/.test(format)) faults.push('A file name must not end with a period or a space.');
  if (isDeviceName(format)) faults.push(`"${format}" is the name of a device on Windows.`);
  if (Buffer.byteLength(text) > longestFileName) {
    faults.push(`The file name format is too long: its own text may have ${longestFileName} bytes.`);
  }
  return faults;
}

function nearest(name: string): string | undefined {
  const wanted = name.toUpperCase();
  return known.map((value) => ({ value, steps: distance(wanted, value) })).sort((a, b) => a.steps - b.steps)[0]?.value;
}

/** How many letters must be added, removed or changed to turn one text into the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
