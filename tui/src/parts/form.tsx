import { isDeepStrictEqual } from 'node:util';
import { SettingsError } from '@integration-client/core/faults';
import { storedSecret } from '@integration-client/core/secrets/reference';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Handler, useKeys, useTextKeys } from '../key-dispatch.js';
import { windowStart } from '../layout.js';
import { type Question, useKept, useNavigation } from '../navigation.js';
import { clean, fitText, widthOf, wrapText } from '../text-width.js';
import { useTheme } from '../theme.js';
import { type Field, type FieldValue, type FieldValues, fieldAt, fieldSpans, isTyped, type Step } from './fields.js';
import { Frame } from './frame.js';
import { Line, Lines, type Spans } from './line.js';
import { Panel } from './panel.js';
import { editText } from './text-edit.js';

/** Least rows of the description of the field that has the focus, with its title. */
const leastDescriptionRows = 4;

/** What a form shows and does. */
export interface FormProps {
  /** Of the screen: "Site Configuration". */
  readonly title: string;
  /** The fields, which can depend on what was chosen so far. */
  readonly steps: (values: FieldValues) => readonly Step[];
  readonly initial: FieldValues;
  /** Something beside the fields was changed. */
  readonly isChanged?: boolean;
  /** What is asked before it is saved. Absent: it is saved at once. */
  readonly question?: (values: FieldValues) => Omit<Question, 'action'>;
  /** Saves; then the form is left. Faults of a SettingsError are shown at their fields, all at once. */
  readonly save: (values: FieldValues) => void | Promise<void>;
  /**
   * `save` begins something in place of saving: then the form stays, and can be left at any time. The panel of the key that
   * does it.
   */
  readonly begins?: 'downloadForm' | 'workForm' | 'sourceForm' | 'serviceForm';
  /** Reads what was saved: the form stays, and shows it. Absent: the form is left. */
  readonly reread?: () => Promise<FieldValues>;
  /** Tests what is saved. Absent: there is nothing to test. */
  readonly test?: () => void;
  /** The same where the test sends something. */
  readonly sendTest?: () => void;
}

/** Fields in steps, with the description of the one that has the focus and what is wrong with each. */
export function Form(props: FormProps): ReactNode {
  const { steps, initial } = props;
  const navigation = useNavigation();
  const theme = useTheme();
  const [values, setValues] = useKept('values', initial);
  const [focus, setFocus] = useKept('focus', 0);
  const [cursor, setCursor] = useState(Number.MAX_SAFE_INTEGER);
  const [faults, setFaults] = useKept<SettingsError['faults']>('faults', []);
  const start = useRef(0);
  const all = steps(values);
  const fields = all.flatMap((step) => step.fields);
  const index = Math.min(focus, fields.length - 1);
  const field = fields[index];
  const { begins } = props;
  const isChanged = begins === undefined && (props.isChanged === true || !isDeepStrictEqual(values, initial));
  useEffect(() => {
    navigation.guard(isChanged ? 'What was changed in this form is not saved.' : undefined);
    return () => navigation.guard(undefined);
  }, [navigation, isChanged]);

  const goTo = (to: number) => {
    setFocus((to + fields.length) % fields.length);
    setCursor(Number.MAX_SAFE_INTEGER);
  };
  const set = (name: string, value: FieldValue) => {
    setValues({ ...values, [name]: value });
    // What was wrong with it is said of what stood there.
    setFaults(faults.filter(({ path }) => fields[fieldAt(fields, path)]?.name !== name));
  };
  useFieldKeys(field, fields, field === undefined ? '' : (values[field.name] ?? ''), set);
  useTextKeys(
    (key, text) => {
      if (field === undefined) return false;
      const edited = editField(field, values[field.name] ?? '', cursor, key, text);
      if (edited === undefined) return false;
      set(field.name, edited.text);
      setCursor(edited.cursor);
      return true;
    },
    { isActive: field !== undefined && isTyped(field) },
  );
  useKeys('downloadForm', { begin: save }, begins === 'downloadForm');
  useKeys('workForm', { begin: save }, begins === 'workForm');
  useKeys('sourceForm', { begin: save }, begins === 'sourceForm');
  useKeys('serviceForm', { begin: save }, begins === 'serviceForm');
  useKeys('form', {
    save: begins !== undefined ? undefined : isChanged ? save : 'nothing was changed',
    test: testHandler(props.test, isChanged),
    next: () => goTo(index + 1),
    previous: () => goTo(index - 1),
    nextStep: all.length > 1 ? () => goTo(stepStart(1)) : undefined,
    previousStep: all.length > 1 ? () => goTo(stepStart(-1)) : undefined,
    leave,
  });
  useKeys('mailForm', { sendTest: testHandler(props.sendTest, isChanged) });

  return (
    <Frame title={props.title}>
      {({ columns, rows }) => {
        const { lines, inView } = formLines(columns);
        const longest = Math.max(...fields.map(({ description = '' }) => wrapText(description, columns - 2).length));
        const descriptionRows = Math.max(leastDescriptionRows, Math.min(longest + 1, Math.floor(rows / 2)));
        const room = rows - descriptionRows;
        for (const line of inView) start.current = windowStart(start.current, line, room, lines.length);
        // What is wrong with no field in particular stands above the first.
        if (index === 0) start.current = 0;
        return (
          <>
            {lines.slice(start.current, start.current + room).map((spans, offset) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing but their place
              <Line key={offset} spans={spans} width={columns} />
            ))}
            {Array.from({ length: Math.max(0, room - lines.length) }, (_, offset) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: empty lines
              <Line key={`empty${offset}`} spans="" width={columns} />
            ))}
            <Panel title={titleOf(field, all)} width={columns} height={descriptionRows}>
              <Lines
                lines={wrapText(field?.description ?? '', columns - 2)
                  .slice(0, descriptionRows - 1)
                  .map((text) => ({ text: ` ${text}`, tone: 'quiet' }) as const)}
                width={columns}
              />
            </Panel>
          </>
        );
      }}
    </Frame>
  );

  /** All lines, and which of them are to be seen, the one with the focus last: before it those of its step. */
  function formLines(columns: number) {
    const lines: Spans[] = [];
    const mostLabel = Math.max(30, Math.floor(columns * 0.4));
    const labelWidth = Math.min(mostLabel, Math.max(...fields.map(({ label }) => widthOf(clean(label)))));
    let inView: readonly number[] = [];
    const placed = faults.map((fault) => ({ ...fault, place: fieldAt(fields, fault.path) }));
    const addFaults = (at: number, indent: number) => {
      for (const { path, message } of placed.filter(({ place }) => place === at)) {
        const text = at >= 0 || path === '' ? message : `${path}: ${message}`;
        wrapText(text, columns - indent - 2).forEach((line, number) => {
          const sign = number === 0 ? theme.signs.bad : ' ';
          lines.push({ text: `${' '.repeat(indent)}${sign} ${line}`, tone: 'bad' });
        });
      }
    };
    addFaults(-1, 1);
    let place = 0;
    for (const step of all) {
      if (step.title !== undefined)
        lines.push(...(lines.length === 0 ? [] : ['']), { text: ` ${step.title}`, bold: true });
      const heading = Math.max(0, lines.length - 1);
      let focused: number | undefined;
      for (const each of step.fields) {
        const isFocused = place === index;
        if (isFocused) focused = lines.length;
        const valueWidth = Math.max(1, columns - labelWidth - 6);
        const value = fieldSpans(each, values[each.name] ?? '', valueWidth, theme, isFocused ? cursor : undefined);
        const label = fitText(clean(each.label), labelWidth, 'left', theme.cut);
        const pointer = isFocused ? theme.pointer : ' ';
        lines.push([
          { text: ` ${pointer} ${label}  `, bold: isFocused, ...(isFocused ? { tone: 'accent' as const } : {}) },
          ...value,
        ]);
        addFaults(place, labelWidth + 5);
        place += 1;
      }
      if (focused !== undefined) inView = [lines.length - 1, heading, focused];
    }
    return { lines, inView };
  }

  /** The first field of the next step, or of the one before. */
  function stepStart(by: number): number {
    const starts = all.map((_, step) => all.slice(0, step).reduce((sum, each) => sum + each.fields.length, 0));
    const current = starts.findLastIndex((first) => first <= index);
    return starts[(current + by + starts.length) % starts.length] ?? 0;
  }

  function save(): void {
    if (props.question === undefined) void saved().catch(showFaults);
    else navigation.ask({ ...props.question(values), action: () => saved().catch(showFaults) });
  }

  async function saved(): Promise<void> {
    await props.save(values);
    if (begins !== undefined) {
      setFaults([]);
      return;
    }
    if (props.reread === undefined) {
      navigation.guard(undefined);
      navigation.back();
      return;
    }
    setValues(await props.reread());
    setFaults([]);
    setCursor(Number.MAX_SAFE_INTEGER);
  }

  /** What is wrong with fields is shown there; anything else is for who asked. */
  function showFaults(error: unknown): void {
    if (!(error instanceof SettingsError)) throw error;
    setFaults(error.faults);
    const first = fields.findIndex((_, place) => error.faults.some(({ path }) => fieldAt(fields, path) === place));
    if (first >= 0) goTo(first);
    const count = error.faults.length;
    navigation.say(
      `Not ${begins === undefined ? 'saved' : 'begun'}: ${count === 1 ? 'one thing is' : `${count} things are`} wrong`,
      'failed',
    );
  }

  function leave(): void {
    if (!isChanged) navigation.back();
    else {
      navigation.ask({
        question: 'Leave without saving?',
        details: ['What was changed in this form is lost.'],
        verb: 'Discard',
        action: navigation.back,
      });
    }
  }
}

/** The name of a field, or of what it stands with. */
function titleOf(field: Field | undefined, steps: readonly Step[]): string {
  if (field === undefined) return '';
  if (field.kind === 'check') return field.choice.label;
  return field.label || (steps.find(({ fields }) => fields.includes(field))?.title ?? '');
}

function testHandler(test: (() => void) | undefined, isChanged: boolean): Handler {
  if (test === undefined) return undefined;
  return isChanged ? 'save first: what is saved is tested' : test;
}

/** The keys of a field that is not typed. */
function useFieldKeys(
  field: Field | undefined,
  fields: readonly Field[],
  value: FieldValue,
  set: (name: string, value: FieldValue) => void,
): void {
  const chooseNext = (by: number) => {
    if (field?.kind === 'boolean') set(field.name, value !== true);
    if (field?.kind !== 'choice' || field.choices.length === 0) return;
    const at = field.choices.findIndex((each) => each.value === value);
    const next = field.choices[(Math.max(at, by < 0 ? 0 : -1) + by + field.choices.length) % field.choices.length];
    if (next !== undefined) set(field.name, next.value);
  };
  useKeys(
    'choice',
    { next: () => chooseNext(1), previous: () => chooseNext(-1) },
    field?.kind === 'choice' || field?.kind === 'boolean',
  );
  const check = field?.kind === 'check' ? field : undefined;
  const toggle = () => {
    if (check === undefined || typeof value !== 'object') return;
    const { name, choice } = check;
    set(name, value.includes(choice.value) ? value.filter((each) => each !== choice.value) : [...value, choice.value]);
  };
  const all = fields.flatMap((each) => (each.kind === 'check' && each.name === field?.name ? [each.choice.value] : []));
  const toggleAll = () => {
    if (check === undefined || typeof value !== 'object') return;
    set(check.name, all.every((each) => value.includes(each)) ? [] : all);
  };
  useKeys('check', { toggle, toggleAll }, check !== undefined);
  const link = field?.kind === 'link' ? field : undefined;
  useKeys('link', { open: link?.open, remove: link?.remove }, link !== undefined);
}

/** What a key makes of a field that is typed. A secret that is stored is replaced as a whole. */
function editField(field: Field, value: FieldValue, cursor: number, key: string, typed: string | undefined) {
  const text = String(value);
  if (field.kind !== 'secret') return editText({ text, cursor }, key, typed);
  if (typed === undefined && !['backspace', 'ctrl+u', 'delete'].includes(key)) return undefined;
  const from = text === storedSecret || key !== 'backspace' ? '' : text;
  if (typed !== undefined)
    return editText({ text: text === storedSecret ? '' : text, cursor: text.length }, key, typed);
  return editText({ text: from, cursor: from.length }, key, undefined) ?? { text: '', cursor: 0 };
}
