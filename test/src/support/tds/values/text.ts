/**
 * SQLite keeps text as UTF-8 and its driver ends it at a NUL. What neither can hold (NUL, half of a surrogate pair) is
 * kept as U+FDD0 and four hex digits; U+FDD0 is no character and stands for itself in the same way.
 */
const mark = '\uFDD0';
const unstorable = /[\0\uFDD0]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const suspicious = /[\0\uD800-\uDFFF\uFDD0]/;
const kept = /\uFDD0([0-9a-f]{4})/g;

/** Text as SQLite keeps it. */
export function encodeText(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.replace(unstorable, (unit) => mark + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** Text that {@link encodeText} made, as it was. */
export function decodeText(text: string): string {
  if (!text.includes(mark)) return text;
  return text.replace(kept, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
