import type { Operation, SettingsSchema } from '@integration-client/sdk';
import type {
  Configuration,
  DestinationSettings,
  NotificationSettings,
  ScheduleSettings,
  SiteSettings,
} from './configuration.js';
import type { Fault } from './faults.js';
import type { LogLevel } from './log/log-line.js';
import type { MailReceipt } from './notify/mailer.js';
import type { PluginDescription } from './plugin-description.js';
import type { Outcome, PreviewReport, Problem, Progress, RunReport, TransferReport } from './run.js';
import type { StoreDescription } from './store/store.js';
import type { VerifyReport, VerifyRequest } from './verification.js';

/** What a long call reports on the way, and how it is stopped. */
export interface Call<Event = never> {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: Event) => void;
}

/** What people configure, by kind. */
export type Kind = 'site' | 'destination' | 'schedule';

/** What `apply` did, by kind and name. */
export interface ApplyReport {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
}

/** One step of a test of a site or destination. */
export interface CheckStep {
  /** What was tried: "Log in". */
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or what is wrong. */
  readonly detail: string;
  readonly hint?: string;
}

/** What testing a site or destination found; steps after a failed one are left out. */
export interface CheckReport {
  readonly ok: boolean;
  /** False when the first failed step was that the place could not be reached. */
  readonly reachable: boolean;
  readonly steps: readonly CheckStep[];
  readonly warnings: readonly string[];
}

/** A schedule as the main window and `ic status` show it. */
export interface ScheduleStatus {
  readonly name: string;
  readonly enabled: boolean;
  /** "every 5 minutes", "every day at 02:00". */
  readonly period: string;
  readonly transfers: number;
  readonly running: boolean;
  /** ISO 8601, UTC: when the last run that counts began. Absent: never. */
  readonly lastRun?: string;
  /** Of the newest run, whether it counts or not. */
  readonly lastOutcome?: Outcome;
  readonly nextRun?: string;
}

/** What the main window and `ic status` show. */
export interface StatusReport {
  /** `stopped`: a service of the operating system is installed for this home, and no host runs. */
  readonly scheduler: 'running' | 'stopped' | 'not installed';
  /** Process of the running host. */
  readonly pid?: number;
  readonly home: string;
  /** ISO 8601, UTC. */
  readonly lastScheduledRun?: string;
  readonly nextScheduledRun?: string;
  /** When `ic` or `ic-host` was started last. */
  readonly lastProgramRun?: string;
  readonly schedules: readonly ScheduleStatus[];
  readonly running: readonly Progress[];
  readonly quarantined: number;
  /** Items that failed and are tried again with the next run. */
  readonly retrying: number;
  /** The newest runs, newest first. */
  readonly runs: readonly RunReport[];
}

/** Where the settings database is. Secrets are references, or read `stored:`. */
export type SettingsDatabaseView = StoreDescription & {
  /** The newest change of its tables. */
  readonly version: string;
  /** Of a file. */
  readonly bytes?: number;
};

/** What the API Tester moves. */
export interface TesterRequest {
  /** From sites: all of them times all destinations. */
  readonly sites: readonly string[];
  readonly destinations: readonly string[];
  readonly operations: readonly Operation[];
  /** Which sessions: by the day they began (YYYY-MM-DD, in the time zone of the settings) and so many days, or one by its id. Neither: the last day. */
  readonly start?: string;
  readonly days?: number;
  readonly lsid?: string;
  /** "Process Sessions With No End Time". */
  readonly openSessions?: boolean;
  /** Report files to read in place of asking a site; `sites` names the one they are of, unless there is only one. */
  readonly xmlFiles?: readonly string[];
}

/** What a backfill delivers. What is not named is taken from the schedules. */
export interface BackfillRequest {
  /** First and last day, YYYY-MM-DD, in the time zone of the settings. */
  readonly from: string;
  readonly to: string;
  /** The name of one schedule. Absent: all. */
  readonly schedule?: string;
  readonly sites?: readonly string[];
  readonly destinations?: readonly string[];
  readonly operations?: readonly Operation[];
}

/** What a backfill did on one way. Times are ISO 8601, UTC. */
export interface BackfilledTransfer extends TransferReport {
  /** Where it went on, as it was interrupted before. */
  readonly resumed?: string;
  /** Up to where it is complete, when it did not come to its end. */
  readonly through?: string;
}

/** What a backfill did. */
export interface BackfillReport extends RunReport {
  /** When its first day began and its last one ends. ISO 8601, UTC. */
  readonly from: string;
  readonly to: string;
  readonly transfers: readonly BackfilledTransfer[];
}

/** Which lines of which log. */
export interface LogQuery {
  /** `ic`: the tool's own; `service`: the scheduler's. */
  readonly log: 'ic' | 'service';
  /** Newest lines to begin with. Absent: all. */
  readonly lines?: number;
  readonly follow: boolean;
  /** This level and graver. */
  readonly level?: LogLevel;
  /** Not before this time. ISO 8601. */
  readonly since?: string;
  /** Messages that hold this text, in whatever case. */
  readonly text?: string;
}

/** A line of a log. */
export interface LogLine {
  readonly text: string;
}

/**
 * Whether a plugin can be used. `not accepted`: it was put in the directory of plugins by hand; `changed`: its code is not
 * what was accepted; `failed`: it cannot be loaded.
 */
export type PluginState = 'ok' | 'not accepted' | 'changed' | 'failed';

/** A plugin; where it cannot be used, why. */
export interface PluginView {
  /** As settings name it; of a plugin that never described itself the name of its package. */
  readonly name: string;
  readonly displayName: string;
  readonly packageName: string;
  readonly version: string;
  /** The version of the contract that it was written for; absent where it cannot be loaded. */
  readonly apiVersion?: number;
  readonly origin: 'bundled' | 'installed';
  readonly state: PluginState;
  /** The destinations that use it. */
  readonly usedBy: readonly string[];
  readonly operations: readonly Operation[];
  readonly path: string;
  /** SHA-256 of its code, of an installed plugin. */
  readonly hash?: string;
  /** What it was installed from; absent where it was put there by hand. */
  readonly source?: string;
  /** What its destinations can be set to; absent where it cannot be loaded. */
  readonly settings?: SettingsSchema;
  readonly problem?: Problem;
}

/** Which plugin is meant: one that could be installed, or one that is in the directory of plugins already. */
export type PluginChoice =
  | {
      /** The absolute path of a folder or a tarball, or the name of a package as npm takes it: `name`, `name@1.2`. */
      readonly source: string;
    }
  | {
      /** The name of the plugin, or of its package. */
      readonly installed: string;
    };

/** What a plugin is, where it comes from, and whether it can be accepted. Everything that is wrong is named at once. */
export interface PluginInspection {
  readonly packageName: string;
  readonly version: string;
  /** What it would be or was installed from; absent where it was put there by hand. */
  readonly source?: string;
  /** Where it is, or would be. */
  readonly path: string;
  /** SHA-256 over the paths and contents of all its files. */
  readonly hash: string;
  readonly files: number;
  readonly bytes: number;
  /** What it says of itself; absent where it cannot be loaded. */
  readonly plugin?: PluginDescription;
  /** What it replaces, or what of it was accepted before. */
  readonly replaces?: { readonly version: string; readonly hash: string };
  /** Why it cannot be accepted. */
  readonly problems: readonly Problem[];
  /** What does not keep it from being accepted, and is worth knowing. */
  readonly warnings: readonly string[];
  /** What of existing destinations and schedules it does not take. They stay as they are, and cannot be used until changed. */
  readonly misfits: readonly Fault[];
}

/** How far it is with a plugin: "Fetching it with npm". */
export interface PluginStep {
  readonly step: string;
}

/** What is tried of a plugin, and where. */
export interface PluginTestRequest {
  /** The name of a plugin, or the absolute path of a package directory, whose code is then run without being accepted. */
  readonly plugin: string;
  /** Settings of a place for tests. Paths that are required and left out lie in a temporary directory of each case. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One rule of the contract, as it was tried. */
export interface PluginCase {
  /** The rule, as it follows on "The plugin …". */
  readonly name: string;
  readonly outcome: 'running' | 'passed' | 'failed' | 'skipped';
  /** What was seen; why it was skipped. */
  readonly message?: string;
  /** What the author has to do. */
  readonly hint?: string;
  /** Which of how many, from 0. */
  readonly index: number;
  readonly count: number;
}

/** What trying a plugin found. */
export interface PluginTestReport {
  readonly plugin: string;
  readonly version: string;
  readonly path: string;
  readonly ok: boolean;
  readonly cases: readonly PluginCase[];
  /** What could not be tried, and why. */
  readonly notes: readonly string[];
}

/** An error that mail tells of, until it was told that it is over. Times are ISO 8601, UTC. */
export interface IncidentView {
  /** Without a site and a destination: the schedule as a whole. Without a schedule: the host itself. */
  readonly schedule?: string;
  readonly site?: string;
  readonly destination?: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly since: string;
  readonly last: string;
  /** In how many runs it occurred. */
  readonly occurrences: number;
  /** Absent: it goes on. */
  readonly recovered?: string;
  /** When a mail told of it last. Absent: none has yet. */
  readonly told?: string;
}

/** How mail is set up, and what it has to tell. */
export interface NotificationReport {
  /** Secrets are references, or read `stored:`. Absent: nothing is set. */
  readonly settings?: NotificationSettings;
  readonly incidents: readonly IncidentView[];
  /** When mails went out in the last 24 hours. ISO 8601, UTC. */
  readonly sent: readonly string[];
}

/** Names an item that could not be delivered. */
export interface QuarantinedItem {
  readonly destination: string;
  readonly key: string;
}

/** An item that could not be delivered: set aside, or to be tried again. */
export interface QuarantineView extends QuarantinedItem {
  readonly site: string;
  readonly operation: Operation;
  /** Of its session. Absent: it has no readable id, and cannot be asked for again. */
  readonly lsid?: string;
  readonly quarantined: boolean;
  readonly attempts: number;
  readonly code: string;
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Byte offset in the report, of what could not be read. */
  readonly position?: number;
  /** Bytes kept of what could not be read. */
  readonly payloadBytes?: number;
  /** When a person dropped it: since then it is neither tried again nor counted. ISO 8601, UTC. */
  readonly dropped?: string;
}

/** Which of the failed items are meant. */
export interface QuarantineQuery {
  /** Each in full, or as a beginning or an ending that only one item has; the id of its session is enough. Absent: all. */
  readonly keys?: readonly string[];
  readonly sites?: readonly string[];
  readonly destinations?: readonly string[];
  readonly operations?: readonly Operation[];
  /** What was dropped: left out (default), alone, or with the rest. */
  readonly dropped?: 'without' | 'only' | 'with';
}

/** A file of a support bundle. */
export interface BundledFile {
  readonly name: string;
  /** What it holds, for people. */
  readonly what: string;
  readonly bytes: number;
}

/** What somebody who helps needs to see, without secrets. */
export interface SupportBundle {
  /** A .zip file, base64. */
  readonly content: string;
  readonly files: readonly BundledFile[];
}

/**
 * Everything a person can do, one method each: the command line and the terminal UI are thin faces over it. It is
 * implemented in the host, and reached over the control socket when a host runs. Every method takes one plain object
 * and answers plain data, so that it can cross the socket; errors are the sdk's `IntegrationError` with code and hint,
 * and `SettingsError` (see faults.ts), which carries all faults found at once.
 */
export interface Application {
  /** Adds and updates what the document names; removes nothing. */
  apply(input: { readonly source: string; readonly file: string }): Promise<ApplyReport>;
  /** Everything as an `ic.yaml`; literal secrets read `stored:`. */
  export(input: object): Promise<string>;
  /** The same as data. */
  configuration(input: object): Promise<Configuration>;
  settingsDatabase(input: object): Promise<SettingsDatabaseView>;
  show(input: {
    readonly kind: Kind;
    readonly name: string;
  }): Promise<SiteSettings | DestinationSettings | ScheduleSettings>;
  remove(input: { readonly kind: Kind; readonly name: string }): Promise<void>;
  setEnabled(input: { readonly kind: Kind; readonly name: string; readonly enabled: boolean }): Promise<void>;
  test(input: { readonly kind: 'site' | 'destination'; readonly name: string }, call?: Call): Promise<CheckReport>;
  runSchedule(input: { readonly name: string }, call?: Call<Progress>): Promise<RunReport>;
  /** What a run of a schedule would deliver now. Nothing is delivered, and no checkpoint and no ledger moves. */
  previewSchedule(input: { readonly name: string }, call?: Call<Progress>): Promise<PreviewReport>;
  runTester(input: TesterRequest, call?: Call<Progress>): Promise<RunReport>;
  /**
   * Delivers what is missing of days that have passed, in windows; one that was interrupted goes on. No checkpoint moves.
   * Throws SettingsError for what is no range, ConfigError `backfill-nothing` and for a name that is not configured.
   */
  backfill(input: BackfillRequest, call?: Call<Progress>): Promise<BackfillReport>;
  status(input: object): Promise<StatusReport>;
  /** Resolves when the lines there are were sent, or with `follow` when the call is aborted. */
  logs(input: LogQuery, call?: Call<LogLine>): Promise<void>;
  /** "Clear IC Log File": takes away all lines of a log. Answers how many bytes that were. */
  clearLog(input: Pick<LogQuery, 'log'>): Promise<{ readonly bytes: number }>;
  bundle(input: object): Promise<SupportBundle>;
  plugins(input: object): Promise<PluginView[]>;
  /**
   * Looks at a plugin as {@link installPlugin} and {@link acceptPlugin} would, and changes nothing. Its code is run, in a
   * process of its own, to ask what it is. Throws ConfigError `plugin-not-found`, `plugin-not-fetched`, `npm-missing`,
   * UnreachableError `registry-unreachable`, and RetryableError `plugins-locked`.
   */
  inspectPlugin(input: PluginChoice, call?: Call<PluginStep>): Promise<PluginInspection>;
  /**
   * Installs a plugin, or replaces an earlier version of it; destinations keep their settings. `hash`: only if it is that.
   * What fails leaves everything as it was. Throws as {@link inspectPlugin}, and ConfigError `plugin-refused` with all problems
   * and `plugin-differs`.
   */
  installPlugin(
    input: { readonly source: string; readonly hash?: string },
    call?: Call<PluginStep>,
  ): Promise<PluginInspection>;
  /** Accepts the code of a plugin that is there already, if its hash is still that. Throws as {@link installPlugin}. */
  acceptPlugin(
    input: { readonly installed: string; readonly hash: string },
    call?: Call<PluginStep>,
  ): Promise<PluginInspection>;
  /** Throws ConfigError `plugin-not-found`, `plugin-bundled`, and `still-used` while a destination uses it. */
  removePlugin(input: { readonly installed: string }): Promise<void>;
  /**
   * Tries with the conformance suite whether a plugin keeps the contract, in processes of its own; what it stores stays in a
   * place that was given. Throws ConfigError `plugin-not-found` and others where it cannot be loaded, SettingsError, and what
   * the plugin says of a place that cannot be used.
   */
  testPlugin(input: PluginTestRequest, call?: Call<PluginCase>): Promise<PluginTestReport>;
  /** Throws ConfigError `quarantine-unknown` and `quarantine-ambiguous` for keys that do not name one item. */
  quarantine(input: QuarantineQuery): Promise<QuarantineView[]>;
  /** The bytes of something that could not be read, base64. */
  quarantinePayload(input: QuarantinedItem): Promise<string>;
  /**
   * Asks for items again, now. What is delivered leaves the quarantine, the rest stays. Throws ConfigError
   * `quarantine-unknown`, and `quarantine-unreadable` for an item without a readable id.
   */
  retryQuarantined(input: { readonly items: readonly QuarantinedItem[] }, call?: Call<Progress>): Promise<RunReport>;
  /** Forgets items: no run tries them again. Throws ConfigError `quarantine-unknown`. */
  dropQuarantined(input: { readonly items: readonly QuarantinedItem[] }): Promise<void>;
  notifications(input: object): Promise<NotificationReport>;
  /**
   * "Send Test": sends a mail with the settings as they are, switched on or not. Throws what is wrong under a code of its
   * own (`mail-login-refused`, `mail-certificate`, `mail-not-tls`, …).
   */
  sendTestMail(input: object, call?: Call): Promise<MailReceipt>;
  /** Compares what was delivered with what the destinations hold, and on demand delivers again what is missing. */
  verify(input: VerifyRequest, call?: Call<Progress>): Promise<VerifyReport>;
}

/** The names of all methods, for the control socket. */
export const applicationMethods = [
  'apply',
  'export',
  'configuration',
  'settingsDatabase',
  'show',
  'remove',
  'setEnabled',
  'test',
  'runSchedule',
  'previewSchedule',
  'runTester',
  'backfill',
  'status',
  'logs',
  'clearLog',
  'bundle',
  'plugins',
  'inspectPlugin',
  'installPlugin',
  'acceptPlugin',
  'removePlugin',
  'testPlugin',
  'quarantine',
  'quarantinePayload',
  'retryQuarantined',
  'dropQuarantined',
  'notifications',
  'sendTestMail',
  'verify',
] as const satisfies readonly (keyof Application)[];
