import type { FaultSettings, RangeOddity } from '@integration-client/sdk/testing';
import type { Answered } from './places.js';

/** How runs end: one that the fault strikes once, and one in which it lasts. */
export type Endings = readonly [once: string, lasting: string];

/** One fault, and what it has to come to wherever it can strike. */
export interface HttpFault {
  readonly name: string;
  readonly plays: Omit<FaultSettings, 'on' | 'times'> | 'nobody-listens' | 'no-such-host';
  /** Whether, and how, the appliance offers to resume. */
  readonly ranges?: boolean | RangeOddity;
  /** It shows by nothing but time. */
  readonly isAboutTime?: true;
  readonly endings: Readonly<Partial<Record<Answered, Endings>>>;
}

const X: Endings = ['?', '?'];
const all = { report: X, recording: X, backup: X, login: X };
const half = { after: 60 };
export const httpFaults: readonly HttpFault[] = [
  { name: 'no such host', plays: 'no-such-host', endings: all },
  { name: 'nobody listens', plays: 'nobody-listens', endings: all },
  { name: 'closed at once', plays: { kind: 'refuse-connection' }, endings: all },
  { name: 'tls-closed', plays: { kind: 'tls-closed' }, endings: all },
  { name: 'wrong-cert', plays: { kind: 'wrong-certificate' }, endings: all },
  { name: 'garbage', plays: { kind: 'garbage' }, endings: all },
  { name: 'huge', plays: { kind: 'huge-header' }, endings: all },
  { name: 'many', plays: { kind: 'many-headers' }, endings: all },
  { name: 'confl', plays: { kind: 'conflicting-lengths' }, endings: all },
  { name: 'repeated', plays: { kind: 'repeated-length' }, endings: all },
  { name: 'reset before', plays: { kind: 'reset' }, endings: all },
  { name: 'reset mid', plays: { kind: 'reset', ...half }, endings: all },
  { name: 'cut first', plays: { kind: 'cut', after: 1 }, endings: all },
  { name: 'cut mid', plays: { kind: 'cut' }, endings: all },
  { name: 'cut last', plays: { kind: 'cut', after: -1 }, endings: all },
  { name: 'cut w/o length', plays: { kind: 'cut-without-length' }, endings: all },
  { name: 'early last', plays: { kind: 'early-last-chunk' }, endings: all },
  { name: 'short len', plays: { kind: 'short-length' }, endings: all },
  { name: 'stall', plays: { kind: 'stall' }, isAboutTime: true, endings: all },
  { name: 'stall mid', plays: { kind: 'stall', after: 60 }, isAboutTime: true, endings: all },
  { name: 'slow', plays: { kind: 'slow', bytesPerSecond: 20 }, isAboutTime: true, endings: all },
  ...(
    [
      'status-500',
      'status-503',
      'status-429',
      'status-404',
      'html-200',
      'html-204',
      'html-302',
      'html-429',
      'html-502',
      'redirect-302',
      'empty-200',
      'empty-204',
      'error-xml',
      'error-xml-gzip',
      'error-xml-gzip-unannounced',
      'error-json',
      'wrong-type',
      'cut-gzip',
      'expired-token',
      'expired-token-mid-body',
      'no-closing-root',
    ] as const
  ).map((kind) => ({ name: kind, plays: { kind }, endings: all })),
  { name: 'R cut mid', plays: { kind: 'cut' }, ranges: true, endings: all },
  { name: 'R reset', plays: { kind: 'reset', after: 30_000 }, ranges: true, endings: all },
  { name: 'R stall', plays: { kind: 'stall', after: 30_000 }, ranges: true, isAboutTime: true, endings: all },
  { name: 'R expired', plays: { kind: 'expired-token-mid-body' }, ranges: true, endings: all },
  { name: 'R whole', plays: { kind: 'cut' }, ranges: 'whole', endings: all },
  { name: 'R other', plays: { kind: 'cut' }, ranges: 'other-content', endings: all },
];
