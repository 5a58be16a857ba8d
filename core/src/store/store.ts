import type { QuarantinedItem, QuarantineView } from '../application.js';
import type { Configuration } from '../configuration.js';
import type { NotificationState } from '../notify/notifier.js';
import type { Outcome, RunReport } from '../run.js';
import type { TransferState } from '../transfer/state.js';
import type { DeliveryLedger } from '../transfer/verify.js';
import type { TransferFigures } from '../transfer-figures.js';
import type { AcceptedPlugin } from './accepted-plugins.js';
import type { BackfillRange } from './backfills.js';
import type { Lease } from './lease.js';
import type { LeaseHolder } from './lease-holders.js';

/** When a schedule ran and runs next. */
export interface ScheduleTimes {
  /** Start of the last run that counts. */
  readonly lastRun?: Date;
  /** When it is due. Absent: not computed yet. */
  readonly nextRun?: Date;
}

/** A kept access token. */
export interface KeptToken {
  readonly token: string;
  readonly expires: Date;
}

/** Reads and writes what people configure. Secrets are sealed on the way in, each bound to its field. */
export interface ConfigurationStore {
  /**
   * Literal secrets in clear: for use, never for people. References (`env:`, `file:`) stay references. The same object as
   * before, as long as nobody changed the settings.
   */
  load(): Promise<Configuration>;
  /**
   * Makes the database hold exactly this, in one transaction. An entry keeps what is remembered of it (ledger,
   * checkpoints, times) as long as its name stays. `secretSettings` names the secret fields of a destination's settings,
   * as dotted paths. `before` is what it was made of, as {@link load} answered it: where somebody has changed the settings
   * since, nothing is saved. Answers whether it was.
   */
  save(
    configuration: Configuration,
    secretSettings: (plugin: string) => readonly string[],
    before?: Configuration,
  ): Promise<boolean>;
}

/** Where a settings database is. Secrets are references, or read `stored:`. */
export type StoreDescription =
  | { readonly kind: 'sqlite'; readonly file: string }
  | {
      readonly kind: 'sqlserver';
      /** `server/database`. */
      readonly database: string;
      readonly encrypted: boolean;
      readonly connection: string;
      readonly password?: string;
      readonly caFile?: string;
    };

/** The settings database: settings, and everything the client has to remember. */
export interface Store extends NotificationState {
  readonly configuration: ConfigurationStore;
  readonly description: StoreDescription;
  /**
   * Has something be done by one program at a time, of all that use this settings database. Nothing where somebody else
   * does it.
   */
  lease(name: string): Promise<Lease | undefined>;
  /** Which leases other programs have now, by their names. */
  leasesElsewhere(): Promise<ReadonlyMap<string, LeaseHolder>>;
  /** The name of the newest migration that the tables have. */
  tablesVersion(): Promise<string>;
  /** What a transfer between two configured places remembers. */
  transferState(site: string, destination: string): Promise<TransferState>;
  scheduleTimes(schedule: string): Promise<ScheduleTimes>;
  /** Of all schedules, by their names. */
  allScheduleTimes(): Promise<ReadonlyMap<string, ScheduleTimes>>;
  saveScheduleTimes(schedule: string, times: ScheduleTimes): Promise<void>;
  recordRun(run: RunReport): Promise<void>;
  /** Newest first. */
  recentRuns(count: number): Promise<RunReport[]>;
  /** How the newest run of each schedule ended, by its name. Absent where it never ran, or not for very long. */
  lastOutcomes(): Promise<ReadonlyMap<string, Outcome>>;
  /** What is known of each transfer, in numbers. */
  transferFigures(): Promise<TransferFigures>;
  /** What failed, set aside or to be tried again, without what was dropped. */
  quarantine(): Promise<QuarantineView[]>;
  /** What a person dropped. */
  dropped(): Promise<QuarantineView[]>;
  /**
   * Has items neither tried again nor counted any more. Throws ConfigError `quarantine-unknown` where one is not there, and
   * then changes nothing.
   */
  dropQuarantined(items: readonly QuarantinedItem[]): Promise<void>;
  quarantinePayload(destination: string, key: string): Promise<Buffer | undefined>;
  /** What was delivered to a destination, from all sites or from some. */
  deliveries(destination: string, sites?: readonly string[]): DeliveryLedger;
  /** Up to where a backfill of just this range came before it was interrupted. Absent: it begins at the beginning. */
  backfilled(range: BackfillRange): Promise<Date | undefined>;
  /** Remembers how far a backfill came; without a time it is over. */
  saveBackfilled(range: BackfillRange, through?: Date): Promise<void>;
  /** Small facts of the program itself: `lastProgramRun`. */
  fact(name: string): Promise<string | undefined>;
  saveFact(name: string, value: string): Promise<void>;
  /** The token kept for an account, so that short-lived processes share it too; sealed. */
  keptToken(account: string): Promise<KeptToken | undefined>;
  keepToken(account: string, token: KeptToken | undefined): Promise<void>;
  /** All code of installed plugins that is accepted; of one that is just being replaced both the old and the new. */
  acceptedPlugins(): Promise<AcceptedPlugin[]>;
  /** Accepts code, beside what is accepted of its package already. */
  acceptPlugin(accepted: AcceptedPlugin): Promise<void>;
  /** Takes back what is accepted of a package, all of it or all but one hash. */
  forgetPlugin(packageName: string, but?: string): Promise<void>;
  close(): Promise<void>;
}
