import { isReference, storedSecret } from '@integration-client/core/secrets/reference';
import { characters, clean, cut, cutStart, widthOf } from '../text-width.js';
import type { Theme } from '../theme.js';
import type { Span, Spans } from './line.js';
import type { EditedText } from './text-edit.js';

/** What a field holds: a text (also of numbers and times), yes or no, or several choices. */
export type FieldValue = string | boolean | readonly string[];

/** What a form holds, by the name of the field. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** One of a list to choose from. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface FieldBase {
  /** Where its value stands in the settings: `account.clientId`. Faults are shown at the field they name. */
  readonly name: string;
  readonly label: string;
  /** Shown while it has the focus: what it does, its unit, what happens when it is left empty. */
  readonly description?: string;
}

/** A line of a form. What is wrong with its value the application says, not the form. */
export type Field =
  /** Texts; `hint` stands in an empty one. A list is written with commas. */
  | (FieldBase & { readonly kind: 'text' | 'number' | 'time' | 'list'; readonly hint?: string })
  /** Never shown, not even how long it is; references are (`env:NAME`, `file:/path`, `credential:NAME`). */
  | (FieldBase & { readonly kind: 'secret'; readonly isOptional?: boolean })
  | (FieldBase & { readonly kind: 'boolean' })
  | (FieldBase & { readonly kind: 'choice'; readonly choices: readonly Choice[] })
  /** One of several choices, a line each; the value of `name` holds all that are checked. */
  | (FieldBase & { readonly kind: 'check'; readonly choice: Choice })
  /** A line that only tells something. */
  | (FieldBase & { readonly kind: 'fact'; readonly text: Spans })
  /** A line that leads to another screen, such as an entry of a list within the form. */
  | (FieldBase & {
      readonly kind: 'link';
      readonly text: Spans;
      readonly open: () => void;
      readonly remove?: () => void;
    });

/** Fields that stand together under a heading. */
export interface Step {
  readonly title?: string;
  readonly fields: readonly Field[];
}

/** Fields for several choices: a line each, the first with the label. */
export function checkFields(field: FieldBase, choices: readonly Choice[]): Field[] {
  return choices.map((choice, index) => ({ ...field, label: index === 0 ? field.label : '', kind: 'check', choice }));
}

/** Whether a choice is among those that are checked. */
export function isChecked(value: FieldValue, choice: string): boolean {
  return typeof value === 'object' && value.includes(choice);
}

/** Of the fields to which a path of the settings belongs, the one that names it best; -1 where it is none's. */
export function fieldAt(fields: readonly Field[], path: string): number {
  return fields.reduce((best, { name }, index) => {
    const isAt = path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`);
    return isAt && name.length > (fields[best]?.name.length ?? -1) ? index : best;
  }, -1);
}

/** For the description of a secret. */
export const secretHelp =
  'What you type is not shown. env:NAME, file:/path and credential:NAME are references to where it is kept.';

/** What was typed as a number; what is none is left as it is to the check of the settings, which says so. */
export function numberOrText(text: string): number | string {
  const typed = text.trim();
  return /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed;
}

/** Whether characters are typed into a field. */
export function isTyped({ kind }: Field): boolean {
  return kind === 'text' || kind === 'number' || kind === 'time' || kind === 'list' || kind === 'secret';
}

/** A field's value as a line shows it; `cursor` where it has the focus: where in its text. */
export function fieldSpans(field: Field, value: FieldValue, width: number, theme: Theme, cursor?: number): Span[] {
  switch (field.kind) {
    case 'secret':
      return secretSpans(String(value), cursor !== undefined);
    case 'boolean':
      return [{ text: value === true ? '[x] yes' : '[ ] no' }];
    case 'choice': {
      const label = field.choices.find((choice) => choice.value === value)?.label ?? (String(value) || '(none)');
      return [{ text: cursor === undefined ? label : `< ${label} >` }];
    }
    case 'check':
      return [{ text: `${isChecked(value, field.choice.value) ? '[x]' : '[ ]'} ${field.choice.label}` }];
    case 'fact':
    case 'link':
      return [field.text].flat().map((span) => (typeof span === 'string' ? { text: span } : span));
    default:
      return textSpans(String(value), field.hint, width, theme, cursor);
  }
}

function secretSpans(value: string, isFocused: boolean): Span[] {
  const cursor = isFocused ? [{ text: '_', tone: 'accent' } as const] : [];
  if (value === '') return [{ text: '(none)', tone: 'quiet' }, ...cursor];
  if (isReference(value)) return [{ text: value }, ...cursor];
  if (value === storedSecret) return [{ text: '(stored; what you type replaces it)', tone: 'quiet' }, ...cursor];
  return [{ text: '(new, not shown)' }, ...cursor];
}

function textSpans(value: string, hint: string | undefined, width: number, theme: Theme, cursor?: number): Span[] {
  const empty: Span = { text: hint ?? '', tone: 'quiet' };
  if (cursor === undefined) return [value === '' ? empty : { text: cut(clean(value), width, theme.cut) }];
  const { before, under, after } = around({ text: value, cursor }, width, theme.cut);
  return [{ text: before }, { text: under, isCursor: true }, value === '' ? empty : { text: after }];
}

/** The text around the cursor that there is room for. */
function around({ text, cursor }: EditedText, width: number, mark: string) {
  const at = Math.min(cursor, text.length);
  const { value: first = ' ' } = characters(text.slice(at)).next();
  const before = cutStart(clean(text.slice(0, at)), Math.max(4, width - widthOf(first) - 1), mark);
  const under = clean(first);
  const after = cut(clean(text.slice(at + first.length)), Math.max(0, width - widthOf(before) - widthOf(under)), mark);
  return { before, under: under === '' ? ' ' : under, after: at >= text.length ? '' : after };
}
