import fc from 'fast-check';

/**
 * Any character of Unicode, as the unit of a text; no half of a surrogate pair. The library's own unit `binary` first makes a
 * table of all of them, which takes seconds and 200 MB.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff - 0x800 })
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800));
