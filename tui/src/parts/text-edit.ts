import { characters } from '../text-width.js';

/** Characters that are looked at for the last of a text. */
const tail = 200;

/** A text that is being typed, and where. */
export interface EditedText {
  readonly text: string;
  /** In UTF-16 units, at the beginning of a character. */
  readonly cursor: number;
}

/** What a key makes of a text; undefined for a key that is none of its. */
export function editText({ text, cursor }: EditedText, key: string, typed: string | undefined): EditedText | undefined {
  const at = Math.min(cursor, text.length);
  const before = text.slice(0, at);
  const after = text.slice(at);
  if (typed !== undefined) return { text: before + typed + after, cursor: at + typed.length };
  switch (key) {
    case 'left':
      return { text, cursor: at - lastLength(before) };
    case 'right':
      return { text, cursor: at + firstLength(after) };
    case 'home':
    case 'ctrl+a':
      return { text, cursor: 0 };
    case 'end':
    case 'ctrl+e':
      return { text, cursor: text.length };
    case 'backspace':
    case 'ctrl+h': {
      const rest = before.slice(0, before.length - lastLength(before));
      return { text: rest + after, cursor: rest.length };
    }
    case 'delete':
      return { text: before + after.slice(firstLength(after)), cursor: at };
    case 'ctrl+u':
      return { text: after, cursor: 0 };
    case 'ctrl+k':
      return { text: before, cursor: at };
    case 'ctrl+w': {
      const rest = before.replace(/\S*\s*$/, '');
      return { text: rest + after, cursor: rest.length };
    }
    default:
      return undefined;
  }
}

function firstLength(text: string): number {
  const { value: first = '' } = characters(text).next();
  return first.length;
}

function lastLength(text: string): number {
  return [...characters(text.slice(-tail))].at(-1)?.length ?? 0;
}
