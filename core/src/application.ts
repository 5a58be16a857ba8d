import type { CheckReport } from './application/checks.js';
import type { LogLine, LogQuery } from './application/logs.js';
import type { NotificationReport } from './application/notifications.js';
import type {
  PluginCase,
  PluginChoice,
  PluginInspection,
  PluginStep,
  PluginTestReport,
  PluginTestRequest,
  PluginView,
} from './application/plugins.js';
import type { QuarantinedItem, QuarantineQuery, QuarantineView } from './application/quarantine.js';
import type { StatusReport } from './application/status.js';
import type { SupportBundle } from './application/support-bundle.js';
import type { BackfillReport, BackfillRequest, TesterRequest } from './application/transfers.js';
import type { Configuration, DestinationSettings, ScheduleSettings, SiteSettings } from './configuration.js';
import type { MailReceipt } from './notify/mailer.js';
import type { PreviewReport, Progress, RunReport } from './run.js';
import type { StoreDescription } from './store/store.js';
import type { VerifyReport, VerifyRequest } from './verification.js';

export type * from './application/checks.js';
export type * from './application/logs.js';
export type * from './application/notifications.js';
export type * from './application/plugins.js';
export type * from './application/quarantine.js';
export type * from './application/status.js';
export type * from './application/support-bundle.js';
export type * from './application/transfers.js';

/** What a long call reports on the way, and how it is stopped. */
export interface Call<Event = never> {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: Event) => void;
  /** Answers what to wait for where whoever listens is behind; undefined where there is room for more events now. */
  readonly room?: () => Promise<unknown> | undefined;
}

/** What people configure, by kind. */
export type Kind = 'site' | 'destination' | 'schedule';

/** What `apply` did, by kind and name. */
export interface ApplyReport {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
}

/** Where the settings database is. Secrets are references, or read `stored:`. */
export type SettingsDatabaseView = StoreDescription & {
  /** The newest change of its tables. */
  readonly version: string;
  /** Of a file. */
  readonly bytes?: number;
};

/**
 * Everything a person can do, one method each: the command line and the terminal UI are thin faces over it. It is
 * implemented in the host, and reached over the control socket when a host runs. Every method takes one plain object
 * and answers plain data, so that it can cross the socket; errors are the sdk's `IntegrationError` with code and hint,
 * and `SettingsError` (see faults.ts), which carries all faults found at once.
 */
export interface Application {
  /** Adds and updates what the document names; removes nothing. `file` is where it was read from, for messages. */
  apply(input: { readonly source: string; readonly file?: string }): Promise<ApplyReport>;
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
