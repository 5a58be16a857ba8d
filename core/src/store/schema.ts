import type { Operation, Product, Receipt } from '@integration-client/sdk';
import type { Generated, Kysely, Transaction } from 'kysely';
import type { AccountSettings, NotificationSettings } from '../configuration.js';
import type { Outcome } from '../run.js';

/** 0 or 1. */
type Flag = number;
/** Milliseconds since 1970, UTC. */
type Milliseconds = number;
/** JSON as text. */
type Json = string;
/** A sealed secret (`v1:…`) or a reference (`env:`, `file:`). */
type StoredSecret = string;

interface NamedEntry {
  readonly id: Generated<number>;
  readonly name: string;
  /** Its place among its kind, as people wrote them. */
  readonly position: number;
  readonly enabled: Flag;
}

interface SiteTable extends NamedEntry {
  readonly host: string;
  readonly account_type: AccountSettings['type'];
  /** The API account's client id, or the user name. */
  readonly account_name: string;
  readonly account_secret: StoredSecret;
  readonly backup_password: StoredSecret | null;
  readonly ca_file: string | null;
  readonly proxy: string | null;
  readonly proxy_username: string | null;
  readonly proxy_password: StoredSecret | null;
  readonly product: Product | null;
}

interface DestinationTable extends NamedEntry {
  readonly plugin: string;
  /** Without the secrets. */
  readonly settings: Json;
  /** Stored secrets by dotted path. */
  readonly secrets: Json;
}

interface ScheduleTable extends NamedEntry {
  readonly every: Json;
  readonly last_run: Milliseconds | null;
  readonly next_run: Milliseconds | null;
}

interface TransferTable {
  readonly schedule_id: number;
  readonly position: number;
  readonly site_id: number;
  readonly destination_id: number;
  readonly operations: Json;
}

interface RunTable {
  readonly id: Generated<number>;
  readonly schedule: string | null;
  readonly started: Milliseconds;
  readonly outcome: Outcome;
  readonly report: Json;
}

interface LedgerTable {
  readonly destination_id: number;
  readonly key: string;
  readonly site_id: number;
  /** SHA-256, 32 bytes, or none. */
  readonly content: Uint8Array;
  readonly outcome: Receipt['outcome'];
  readonly location: string;
  readonly bytes: number;
  /** SHA-256, 32 bytes, or none. */
  readonly sha256: Uint8Array;
}

interface CheckpointTable {
  readonly site_id: number;
  readonly destination_id: number;
  readonly operation: Operation;
  readonly through: Milliseconds;
  readonly asked: Milliseconds;
}

interface PendingTable {
  readonly site_id: number;
  readonly destination_id: number;
  readonly operation: Operation;
  readonly lsid: string;
  readonly since: Milliseconds;
}

interface FailedItemTable {
  readonly destination_id: number;
  readonly key: string;
  readonly site_id: number;
  readonly operation: Operation;
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly quarantined: Flag;
  /** When it failed first, by this machine's clock. */
  readonly since: Milliseconds;
  readonly session: Json | null;
  readonly position: number | null;
  readonly payload: Uint8Array | null;
  readonly payload_bytes: number | null;
  /** When a person let it be forgotten. */
  readonly dropped: Milliseconds | null;
}

interface NotificationTable {
  readonly enabled: Flag;
  readonly server: string;
  readonly port: number;
  readonly tls: NotificationSettings['tls'];
  readonly username: string | null;
  readonly password: StoredSecret | null;
  readonly sender: string;
  readonly recipients: Json;
  readonly ca_file: string | null;
}

interface NamedValueTable {
  readonly name: string;
  readonly value: string;
}

interface TokenTable {
  readonly account: string;
  readonly token: StoredSecret;
  readonly expires: Milliseconds;
}

interface AcceptedPluginTable {
  readonly package: string;
  /** SHA-256 in hexadecimal, so that it can be a key on every server. */
  readonly hash: string;
  readonly plugin: string;
  readonly version: string;
  readonly source: string | null;
  readonly accepted: Milliseconds;
}

interface IncidentTable {
  readonly key: string;
  readonly schedule: string | null;
  readonly site: string | null;
  readonly destination: string | null;
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly outcome: Outcome;
  readonly failed_items: number;
  readonly since: Milliseconds;
  readonly last: Milliseconds;
  readonly occurrences: number;
  readonly recovered: Milliseconds | null;
  readonly mails: number;
  readonly told: Milliseconds | null;
  readonly told_occurrences: number;
}

interface LeaseHolderTable {
  /** SHA-256 of the name, in hexadecimal. */
  readonly key: string;
  readonly name: string;
  readonly machine: string;
  readonly pid: number;
  readonly since: Milliseconds;
}

interface BackfillTable {
  readonly site_id: number;
  readonly destination_id: number;
  readonly operation: Operation;
  readonly range_from: Milliseconds;
  readonly range_to: Milliseconds;
  /** Up to here it is complete. */
  readonly through: Milliseconds;
}

interface LastSuccessTable {
  readonly schedule_id: number;
  readonly site_id: number;
  readonly destination_id: number;
  readonly time: Milliseconds;
}

/** The tables of the settings database. */
export interface SettingsTables {
  readonly site: SiteTable;
  readonly destination: DestinationTable;
  readonly schedule: ScheduleTable;
  readonly transfer: TransferTable;
  readonly run: RunTable;
  readonly ledger: LedgerTable;
  readonly checkpoint: CheckpointTable;
  readonly pending: PendingTable;
  readonly failed_item: FailedItemTable;
  readonly application_setting: NamedValueTable;
  readonly notification: NotificationTable;
  readonly fact: NamedValueTable;
  readonly token: TokenTable;
  readonly accepted_plugin: AcceptedPluginTable;
  readonly incident: IncidentTable;
  readonly lease_holder: LeaseHolderTable;
  readonly backfill: BackfillTable;
  readonly last_success: LastSuccessTable;
}

/** The settings database, through Kysely. */
export type SettingsDatabase = Kysely<SettingsTables>;

/** A transaction in it. */
export type SettingsTransaction = Transaction<SettingsTables>;
