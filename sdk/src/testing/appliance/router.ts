import type { RecordingOperation } from '../../operation.js';
import { type Answer, textAnswer } from './answer.js';
import type { Call } from './call.js';
import { answerCommand, answerHealth } from './command.js';
import { SimulatedContent } from './content.js';
import { damagedAnswer, type Endpoint, type Fault, type Faults, type FaultTarget, replacedAnswer } from './faults.js';
import { type Account, accessDenied } from './oauth.js';
import type { Settings } from './options.js';
import { makePresentations, type Presentation } from './presentations.js';
import { RateLimit } from './rate-limit.js';
import { contentAnswer } from './recordings.js';
import { answerReport, askedFor, errorAnswer, type ReportDamage } from './reporting.js';
import { sessionsOf } from './sample-report.js';
import { SessionGenerator } from './session-generator.js';
import { type SessionOverrides, type SessionRecord, seconds } from './session-record.js';
import { SessionStore } from './session-store.js';
import { type SessionStyle, sessionXml } from './session-xml.js';
import { reportingNamespace } from './texts.js';

/** A backup that was served. */
export interface BackupTaken {
  /** What protects it; undefined where none was given. */
  readonly password: string | undefined;
  /** Its bytes. */
  readonly content: SimulatedContent;
}

/** Finds the answer to a request, and holds all that answers are made from. */
export class Router {
  readonly sessions: SessionStore;
  readonly presentations: readonly Presentation[];
  readonly backups: BackupTaken[] = [];
  readonly #settings: Settings;
  readonly #account: Account;
  readonly #permissions: ReadonlySet<string>;
  readonly #rateLimit: RateLimit;
  readonly #style: SessionStyle;

  constructor(settings: Settings, account: Account) {
    this.#settings = settings;
    this.#account = account;
    this.#permissions = new Set(settings.permissions);
    this.#rateLimit = new RateLimit(settings.rateLimit);
    this.#style = { ...settings, prefix: settings.namespacePrefix };
    const until = this.#now();
    const from = until - Math.floor(settings.days * 24 * 60 * 60);
    this.sessions = new SessionStore(new SessionGenerator({ ...settings, from, until }));
    const count = settings.product === 'RS' ? settings.presentations : 0;
    this.presentations = makePresentations(settings.seed, count, from, until, settings.namespacePrefix);
  }

  /** The answer, with the faults that strike it; undefined where there is to be none. */
  answer(call: Call, faults: Faults): Answer | undefined {
    const endpoint = endpointOf(call);
    const fault = faults.take(targetOf(call, endpoint));
    if (fault?.kind === 'stall' && fault.after === undefined) return undefined;
    if (fault?.kind === 'expired-token') this.#account.revokeTokens();
    const { allowed, headers } = endpoint === 'health' ? { allowed: true, headers: {} } : this.#rateLimit.take();
    const plain: Answer = allowed
      ? ((fault && replacedAnswer(fault, reportingNamespace[this.#settings.product])) ??
        this.#route(call, endpoint, fault))
      : textAnswer(429, 'text/plain', 'Too Many Requests\n');
    if (fault?.kind === 'expired-token-mid-body') this.#account.revokeTokens();
    const answer: Answer = { ...plain, headers: { ...headers, ...plain.headers } };
    return fault === undefined ? answer : damagedAnswer(fault, answer);
  }

  sessionXml(lsid: string): Buffer {
    const record = this.sessions.get(lsid);
    if (record === undefined) throw new Error(`there is no session ${lsid}`);
    return Buffer.from(sessionXml(record, this.#style, this.#now()));
  }

  addSession(overrides: SessionOverrides): SessionRecord {
    return this.sessions.add(overrides, this.#now() - 3600);
  }

  addSessionsFrom(report: string): SessionRecord[] {
    return sessionsOf(report).map(({ shellInstances, screenInstances, ...overrides }) => {
      const record = {
        ...this.addSession(overrides),
        commandShells: shellInstances,
        showMyScreens: screenInstances,
      };
      this.sessions.put(record);
      return record;
    });
  }

  recording(lsid: string, operation: RecordingOperation, instance: number): SimulatedContent {
    const size = this.sessions.get(lsid)?.recordingBytes ?? this.#settings.recordingBytes;
    return new SimulatedContent(this.#settings.seed, `${operation} ${lsid} ${instance}`, 'm4v', size);
  }

  #now(): number {
    return seconds(this.#settings.now());
  }

  #route(call: Call, endpoint: Endpoint, fault: Fault | undefined): Answer {
    if (endpoint === 'token') return this.#account.giveToken(call);
    if (endpoint === 'health') return answerHealth();
    if (endpoint === 'other')
      return textAnswer(404, 'text/html; charset=UTF-8', '<html><body>Not Found</body></html>\n');
    if (call.path.endsWith('.ns')) {
      if (!this.#account.hasPassword(call)) return errorAnswer('loginFailed', this.#style);
    } else if (!this.#account.hasToken(call)) return accessDenied;
    if (endpoint === 'info') return answerCommand(call, this.#style, this.#permissions, this.#settings.now());
    const permission = endpoint === 'backup' ? 'perm_backup' : 'perm_reporting_support';
    if (!this.#permissions.has(permission)) return errorAnswer('notFound', this.#style);
    if (endpoint === 'backup') return this.#answerBackup(call);
    const source = {
      style: this.#style,
      sessions: this.sessions,
      presentations: this.presentations,
      now: () => this.#now(),
      recording: (operation: RecordingOperation, asked: Call) => this.#answerRecording(operation, asked),
    };
    return answerReport(call, source, fault && damageOf(fault));
  }

  #answerRecording(operation: RecordingOperation, call: Call): Answer | undefined {
    const lsid = call.parameters.get('lsid') ?? '';
    const several = operation === 'command-shell-recordings' || operation === 'show-my-screen-recordings';
    const instance = several ? Number(call.parameters.get('instance') ?? Number.NaN) : 0;
    if (!this.#isRecorded(lsid, operation, instance)) return undefined;
    const content = this.recording(lsid, operation, instance);
    return contentAnswer(content, 'video/mp4', `${operation}.m4v`, call, this.#settings);
  }

  #isRecorded(lsid: string, operation: RecordingOperation, instance: number): boolean {
    if (operation === 'presentation-recordings') {
      return this.presentations.some((one) => one.lsid === lsid && one.recorded);
    }
    const record = this.sessions.get(lsid);
    if (record === undefined) return false;
    if (operation === 'session-recordings') return record.sessionRecording;
    return (operation === 'command-shell-recordings' ? record.commandShells : record.showMyScreens).includes(instance);
  }

  #answerBackup(call: Call): Answer {
    if (call.method !== 'POST') return textAnswer(405, 'text/plain', 'Method Not Allowed\n');
    const given = call.json?.password ?? call.parameters.get('backup_password') ?? undefined;
    const { seed, backupBytes } = this.#settings;
    const content = new SimulatedContent(seed, `backup ${this.backups.length}`, 'nsb', backupBytes);
    this.backups.push({ password: typeof given === 'string' ? given : undefined, content });
    return contentAnswer(content, 'application/octet-stream', 'backup.nsb', call, this.#settings);
  }
}

function endpointOf(call: Call): Endpoint {
  switch (call.path.replace(/\.ns$/, '')) {
    case '/oauth2/token':
      return 'token';
    case '/check_health':
      return 'health';
    case '/api/command':
      return 'info';
    case '/api/backup':
      return 'backup';
    case '/api/reporting':
      return askedFor(call)?.kind === 'recording' ? 'recording' : 'report';
    default:
      return 'other';
  }
}

function targetOf(call: Call, endpoint: Endpoint): FaultTarget {
  const asked = endpoint === 'recording' || endpoint === 'report' ? askedFor(call) : undefined;
  const report = call.parameters.get('generate_report');
  const lsid = call.parameters.get('lsid');
  return {
    endpoint,
    ...(report === null ? {} : { report }),
    ...(lsid === null ? {} : { lsid }),
    ...(asked?.kind === 'recording' ? { operation: asked.operation } : {}),
  };
}

function damageOf(fault: Fault): ReportDamage {
  let first = true;
  const breaks = (lsid: string) => {
    const wanted = fault.lsid === undefined ? first : fault.lsid === lsid;
    first = false;
    return wanted && fault.kind === 'not-well-formed-session';
  };
  return { breaks, closeRoot: fault.kind !== 'no-closing-root' };
}
