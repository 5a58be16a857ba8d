import type { FaultSettings, RangeOddity } from '@integration-client/sdk/testing';
import type { Answered } from './places.js';

/** How a run may end, as its outcome and the codes of its problems: `partial recording-cut-short`. */
export interface Endings {
  /** Where the fault strikes one request. */
  readonly once: readonly string[];
  /** Where it strikes every one. */
  readonly lasting: readonly string[];
}

/** One fault, and what it has to come to. A place that it cannot strike is left out. */
export interface HttpFault extends Readonly<Partial<Record<Answered, Endings>>> {
  readonly name: string;
  readonly plays: Omit<FaultSettings, 'on' | 'times'> | 'nobody-listens' | 'no-such-host';
  /** Whether the appliance offers to resume, and how wrongly. */
  readonly ranges?: boolean | RangeOddity;
  /** It shows by nothing but time. */
  readonly isAboutTime?: true;
}

const done = ['done'];

/** The same run tries again, and all is well. */
function heals(ending: string): Endings {
  return { once: done, lasting: [ending] };
}

/** The same run may try again: that depends on how much was read by then. */
function mayHeal(ending: string): Endings {
  return { once: ['done', ending], lasting: [ending] };
}

/** The next run is the one that tries again. */
function stops(ending: string): Endings {
  return { once: [ending], lasting: [ending] };
}

const harmless: Endings = { once: done, lasting: done };

/** A report or a login that cannot be had ends the run; a recording or a backup costs only itself. */
const everywhere = (code: string) => ({
  report: heals(`unreachable ${code}`),
  recording: heals(`partial ${code}`),
  backup: heals(`partial ${code}`),
  login: heals(`unreachable ${code}`),
});

/** Without a connection a report is asked for once more; a delivery stops its run. */
const unreachable = (code: string) => ({
  report: heals(`unreachable ${code}`),
  recording: stops(`unreachable ${code}`),
  backup: stops(`unreachable ${code}`),
  login: heals(`unreachable ${code}`),
});

const never = (code: string) => {
  const endings = { once: [], lasting: [`unreachable ${code}`] };
  return { report: endings, recording: endings, backup: endings, login: endings };
};

const each = (report: string, recording: string, backup: string, login: string) => ({
  report: heals(`unreachable ${report}`),
  recording: heals(`partial ${recording}`),
  backup: heals(`partial ${backup}`),
  login: heals(`unreachable ${login}`),
});

const cutShort = each('answer-cut-short', 'recording-cut-short', 'backup-cut-short', 'answer-cut-short');
const cutReport = mayHeal('unreachable answer-cut-short');
const openReport = mayHeal('unreachable report-cut-short');
const noToken = heals('unreachable login-not-understood');
const goesOn = { recording: harmless, backup: heals('partial backup-cut-short') };
const startsAnew = { recording: cutShort.recording, backup: cutShort.backup };

/** Every fault. Where `after` is left out, half of the body comes, of a report 1,000 bytes. */
export const faults: readonly HttpFault[] = [
  // No connection.
  { name: 'no host of this name', plays: 'no-such-host', ...never('appliance-unreachable') },
  { name: 'connection refused', plays: 'nobody-listens', ...never('appliance-unreachable') },
  { name: 'closed at once', plays: { kind: 'refuse-connection' }, ...unreachable('appliance-unreachable') },
  { name: 'TLS closed in the handshake', plays: { kind: 'tls-closed' }, ...unreachable('appliance-unreachable') },
  { name: 'wrong certificate', plays: { kind: 'wrong-certificate' }, ...unreachable('appliance-certificate') },

  // No HTTP.
  { name: 'garbage', plays: { kind: 'garbage' }, ...everywhere('answer-not-http') },
  { name: 'huge header', plays: { kind: 'huge-header' }, ...everywhere('answer-not-http') },
  { name: '5,000 headers', plays: { kind: 'many-headers' }, ...everywhere('answer-not-http') },
  { name: 'two lengths that differ', plays: { kind: 'conflicting-lengths' }, ...everywhere('answer-not-http') },
  { name: 'the length twice', plays: { kind: 'repeated-length' }, ...everywhere('answer-not-http') },

  // Less than all.
  { name: 'reset before the body', plays: { kind: 'reset' }, ...cutShort },
  { name: 'reset in the body', plays: { kind: 'reset', after: 60 }, ...cutShort },
  { name: 'cut after the first byte', plays: { kind: 'cut', after: 1 }, ...cutShort },
  { name: 'cut in the middle', plays: { kind: 'cut' }, ...cutShort, report: cutReport },
  { name: 'cut before the last byte', plays: { kind: 'cut', after: -1 }, ...cutShort, report: cutReport },
  {
    name: 'cut where no length shows it',
    plays: { kind: 'cut-without-length' },
    ...each('report-cut-short', 'recording-without-end', 'backup-without-end', 'login-not-understood'),
    report: openReport,
  },
  // Nothing but what it holds can show that it is not whole, and nobody knows that of a backup.
  {
    name: 'early last chunk',
    plays: { kind: 'early-last-chunk' },
    report: openReport,
    recording: heals('partial recording-incomplete'),
    login: noToken,
  },
  // A recording of just the length announced is what the appliance has.
  { name: 'short length', plays: { kind: 'short-length' }, report: openReport, login: noToken },
  { name: 'longer than announced', plays: { kind: 'surplus' }, ...cutShort, report: cutReport },
  { name: 'gzip cut short', plays: { kind: 'cut-gzip', after: 60 }, ...cutShort, report: cutReport },

  // Too late.
  { name: 'no answer', plays: { kind: 'stall' }, isAboutTime: true, ...everywhere('answer-timeout') },
  { name: 'stall', plays: { kind: 'stall', after: 60 }, isAboutTime: true, ...everywhere('download-too-slow') },
  {
    name: 'slow drip',
    plays: { kind: 'slow', bytesPerSecond: 20 },
    isAboutTime: true,
    ...everywhere('download-too-slow'),
  },

  // Something else.
  { name: 'HTTP 500', plays: { kind: 'status-500' }, ...everywhere('appliance-error') },
  { name: 'HTTP 503', plays: { kind: 'status-503', retryAfter: 1 }, ...everywhere('appliance-error') },
  { name: 'HTTP 429', plays: { kind: 'status-429', retryAfter: 1 }, ...everywhere('rate-limited') },
  {
    name: 'HTTP 404',
    plays: { kind: 'status-404' },
    ...each('api-not-found', 'recording-not-found', 'backup-not-found', 'api-not-found'),
  },
  {
    name: 'login page with HTTP 200',
    plays: { kind: 'html-200' },
    ...each('report-not-xml', 'recording-not-video', 'backup-not-binary', 'login-not-understood'),
  },
  { name: 'login page with HTTP 204', plays: { kind: 'html-204' }, ...cutShort },
  { name: 'login page with HTTP 302', plays: { kind: 'html-302' }, ...everywhere('appliance-redirects') },
  { name: 'login page with HTTP 429', plays: { kind: 'html-429' }, ...everywhere('rate-limited') },
  { name: "proxy's page with HTTP 502", plays: { kind: 'html-502' }, ...everywhere('appliance-error') },
  { name: 'redirect', plays: { kind: 'redirect-302' }, ...everywhere('appliance-redirects') },
  {
    name: 'nothing with HTTP 200',
    plays: { kind: 'empty-200' },
    ...each('report-empty', 'recording-empty', 'backup-empty', 'login-not-understood'),
  },
  { name: 'nothing with HTTP 204', plays: { kind: 'empty-204' }, ...everywhere('answer-unexpected') },
  {
    name: '<error>',
    plays: { kind: 'error-xml' },
    ...each('report-error', 'recording-error', 'backup-error', 'login-not-understood'),
    report: stops('unreachable report-error'),
  },
  {
    name: '<error> in gzip',
    plays: { kind: 'error-xml-gzip' },
    ...each('report-error', 'recording-error', 'backup-error', 'login-not-understood'),
    report: stops('unreachable report-error'),
  },
  {
    name: '<error> in gzip that nothing announces',
    plays: { kind: 'error-xml-gzip-unannounced' },
    ...each('report-not-xml', 'recording-error', 'backup-error', 'login-not-understood'),
  },
  {
    name: 'error in JSON',
    plays: { kind: 'error-json' },
    ...each('report-not-xml', 'recording-error', 'backup-error', 'login-not-understood'),
  },
  {
    name: 'right body as text/html',
    plays: { kind: 'wrong-type' },
    report: harmless,
    recording: harmless,
    backup: harmless,
    login: harmless,
  },
  { name: 'root not closed', plays: { kind: 'no-closing-root' }, report: stops('unreachable report-cut-short') },

  // Tokens.
  {
    name: 'expired token',
    plays: { kind: 'expired-token' },
    report: heals('refused login-refused'),
    recording: heals('refused login-refused'),
    backup: heals('refused login-refused'),
  },
  { name: 'expired token in the body', plays: { kind: 'expired-token-mid-body' }, ...cutShort, report: cutReport },

  // Where the appliance offers to resume: a recording goes on, each backup is another.
  { name: 'cut, resumable', plays: { kind: 'cut', after: 40_000 }, ranges: true, ...goesOn },
  { name: 'reset, resumable', plays: { kind: 'reset', after: 40_000 }, ranges: true, ...goesOn },
  {
    name: 'expired token in the body, resumable',
    plays: { kind: 'expired-token-mid-body', after: 40_000 },
    ranges: true,
    ...goesOn,
  },
  {
    name: 'stall, resumable',
    plays: { kind: 'stall', after: 40_000 },
    isAboutTime: true,
    ranges: true,
    recording: harmless,
    backup: heals('partial download-too-slow'),
  },
  { name: 'cut, Range ignored', plays: { kind: 'cut', after: 40_000 }, ranges: 'whole', ...startsAnew },
  { name: 'cut, Range answered with less', plays: { kind: 'cut', after: 40_000 }, ranges: 'early', ...startsAnew },
  { name: 'cut, something else since', plays: { kind: 'cut', after: 40_000 }, ranges: 'other-content', ...startsAnew },
];
