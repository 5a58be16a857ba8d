import type { Product } from '../../item.js';
import type { RecordingOperation } from '../../operation.js';
import { type Answer, xmlAnswer } from './answer.js';
import type { Call } from './call.js';
import { type Presentation, presentationMatches } from './presentations.js';
import { readSelection, type Selection } from './report-parameters.js';
import type { SessionRecord } from './session-record.js';
import { type SessionStore, stateAt } from './session-store.js';
import { type SessionStyle, sessionXml } from './session-xml.js';
import { errorXml, reportingNamespace, type TextName, textOf } from './texts.js';
import { escapeText, withPrefix } from './xml.js';

/** What a report name asks for. */
export type ReportKind =
  | { readonly kind: 'sessions' | 'listing' | 'presentations' }
  | { readonly kind: 'recording'; readonly operation: RecordingOperation };

const kinds: Readonly<Record<Product, Readonly<Record<string, ReportKind>>>> = {
  RS: {
    SupportSession: { kind: 'sessions' },
    SupportSessionListing: { kind: 'listing' },
    PresentationSession: { kind: 'presentations' },
    SupportSessionRecording: { kind: 'recording', operation: 'session-recordings' },
    CommandShellRecording: { kind: 'recording', operation: 'command-shell-recordings' },
    ShowMyScreenRecording: { kind: 'recording', operation: 'show-my-screen-recordings' },
    PresentationSessionRecording: { kind: 'recording', operation: 'presentation-recordings' },
  },
  PRA: {
    AccessSession: { kind: 'sessions' },
    AccessSessionListing: { kind: 'listing' },
    AccessSessionRecording: { kind: 'recording', operation: 'session-recordings' },
    CommandShellRecording: { kind: 'recording', operation: 'command-shell-recordings' },
  },
};

/** What the call asks for, of either product; undefined where neither knows the report. */
export function askedFor(call: Call): ReportKind | undefined {
  const name = call.parameters.get('generate_report') ?? '';
  for (const product of ['RS', 'PRA'] as const) if (Object.hasOwn(kinds[product], name)) return kinds[product][name];
  return undefined;
}

/** What the reports are made from. */
export interface ReportSource {
  readonly style: SessionStyle;
  readonly sessions: SessionStore;
  readonly presentations: readonly Presentation[];
  /** Unix seconds. */
  readonly now: () => number;
  /** Answers a recording that is there; undefined where it is not. */
  readonly recording: (operation: RecordingOperation, call: Call) => Answer | undefined;
}

/** Changes that a fault makes to a report on its way. */
export interface ReportDamage {
  /** Whether the element of this session is to be broken. */
  readonly breaks: (lsid: string) => boolean;
  readonly closeRoot: boolean;
}

const unharmed: ReportDamage = { breaks: () => false, closeRoot: true };
/** Sessions are gathered into chunks of about this many bytes. */
const chunkSize = 256 * 1024;

/** Answers `/api/reporting` for an account that may use it. */
export function answerReport(call: Call, source: ReportSource, damage: ReportDamage = unharmed): Answer {
  const name = call.parameters.get('generate_report') ?? '';
  const products = kinds[source.style.product];
  const asked = Object.hasOwn(products, name) ? products[name] : undefined;
  if (asked === undefined) return errorAnswer('invalidReport', source.style);
  if (asked.kind === 'recording') {
    const known = isKnown(call.parameters.get('lsid') ?? '', asked.operation, source);
    if (!known) return errorAnswer('invalidLsid', source.style);
    return source.recording(asked.operation, call) ?? errorAnswer('noRecording', source.style);
  }
  const selection = readSelection(call.parameters);
  if (selection.kind === 'fault') return errorAnswer(selection.text, source.style);
  if (asked.kind === 'presentations') return answerPresentations(selection, source, damage);
  return answerSessions(selection, source, asked.kind === 'listing' ? 'listing' : 'sessions', damage);
}

/** An error as the appliance sends it: HTTP 200, and `<error>` as the root. */
export function errorAnswer(text: TextName, style: SessionStyle): Answer {
  return xmlAnswer(errorXml(textOf(text, style.language), reportingNamespace[style.product], style.prefix));
}

function isKnown(lsid: string, operation: RecordingOperation, source: ReportSource): boolean {
  if (operation === 'presentation-recordings') return source.presentations.some((one) => one.lsid === lsid);
  const record = source.sessions.get(lsid);
  return record !== undefined && stateAt(record, source.now()) !== 'future';
}

function answerSessions(
  selection: Selection,
  source: ReportSource,
  kind: 'sessions' | 'listing',
  damage: ReportDamage,
) {
  const { style } = source;
  const now = source.now();
  let records: Iterable<SessionRecord> | undefined;
  if (selection.kind === 'span') records = source.sessions.select(selection.span, now);
  if (selection.kind === 'lsids') {
    const known = selection.lsids.map((lsid) => source.sessions.get(lsid)).filter((record) => record !== undefined);
    const begun = known.filter((record) => stateAt(record, now) !== 'future');
    if (begun.length === 0) return errorAnswer('invalidLsid', style);
    records = begun;
  }
  if (records === undefined) return errorAnswer('nothingMatched', style);
  if (kind === 'listing') {
    return listAnswer(
      'session_summary_list',
      elements(records, (record) => summaryXml(record, style.prefix)),
      style,
      damage,
    );
  }
  const xml = (record: SessionRecord) => {
    const element = sessionXml(record, style, now);
    return damage.breaks(record.lsid) ? broken(element) : element;
  };
  return listAnswer('session_list', elements(records, xml), style, damage);
}

function answerPresentations(selection: Selection, source: ReportSource, damage: ReportDamage): Answer {
  const now = source.now();
  const found = source.presentations.filter((one) =>
    selection.kind === 'span'
      ? presentationMatches(one, selection.span, now)
      : selection.kind === 'lsids' && selection.lsids.includes(one.lsid),
  );
  if (found.length === 0)
    return errorAnswer(selection.kind === 'span' ? 'noPresentation' : 'invalidLsid', source.style);
  const xml = (one: Presentation) => (damage.breaks(one.lsid) ? broken(one.xml) : one.xml);
  return listAnswer('presentation_session_list', elements(found, xml), source.style, damage);
}

function summaryXml(record: SessionRecord, prefix: string): string {
  const has = record.sessionRecording || record.commandShells.length + record.showMyScreens.length > 0;
  return withPrefix(`<session_summary lsid="${escapeText(record.lsid)}" has_recording="${has ? 1 : 0}"  />`, prefix);
}

/** An element that opens another and does not close it. */
function broken(element: string | Buffer): Buffer {
  const xml = Buffer.from(element);
  const end = xml.lastIndexOf('</');
  return Buffer.concat([xml.subarray(0, end), Buffer.from('<unclosed>'), xml.subarray(end)]);
}

function listAnswer(root: string, body: Iterable<Buffer>, style: SessionStyle, damage: ReportDamage): Answer {
  const name = style.prefix === '' ? root : `${style.prefix}:${root}`;
  const declaration = style.prefix === '' ? 'xmlns' : `xmlns:${style.prefix}`;
  const schema = root === 'session_list' ? ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' : '';
  const open = `<?xml version="1.0" encoding="UTF-8"?>\n<${name} ${declaration}="${reportingNamespace[style.product]}"${schema}>\n`;
  function* document(): Generator<Buffer> {
    yield Buffer.from(open);
    yield* body;
    if (damage.closeRoot) yield Buffer.from(`</${name}>\n`);
  }
  return { status: 200, headers: { 'content-type': 'text/xml; charset=UTF-8' }, body: document() };
}

/** The elements, a line break after each, in chunks of a good size to send. */
function* elements<T>(items: Iterable<T>, xml: (item: T) => string | Buffer): Generator<Buffer> {
  let text = '';
  for (const item of items) {
    const element = xml(item);
    if (typeof element === 'string') {
      text += `${element}\n`;
      if (text.length < chunkSize) continue;
    }
    if (text !== '') yield Buffer.from(text);
    text = '';
    if (typeof element !== 'string') yield Buffer.concat([element, Buffer.from('\n')]);
  }
  if (text !== '') yield Buffer.from(text);
}
