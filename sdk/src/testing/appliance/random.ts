/** Mixes whole numbers into one of 32 bits, the same for the same numbers on every machine. */
export function hash(...numbers: readonly number[]): number {
  let mixed = 0x9e3779b9;
  for (const number of numbers) mixed = scramble((mixed ^ number) + Math.imul(mixed, 0x85ebca6b));
  return mixed;
}

/** The same for a text. */
export function hashText(text: string): number {
  let mixed = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01000193);
  }
  return scramble(mixed);
}

function scramble(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** So many hex digits that follow from the numbers. */
export function hexDigits(count: number, ...numbers: readonly number[]): string {
  let digits = '';
  for (let part = 0; digits.length < count; part += 1)
    digits += hash(...numbers, part)
      .toString(16)
      .padStart(8, '0');
  return digits.slice(0, count);
}

/** One of a list, decided by a number. */
export function pick<T>(list: readonly [T, ...T[]], number: number): T {
  return list[number % list.length] as T;
}
