import type { Operation } from '@integration-client/sdk';
import type { LogFormat, LogLevel } from './log/log-line.js';

/**
 * A secret as settings hold it: the text itself, or a reference to it: `env:NAME`, `file:/path`, `credential:NAME`. In what leaves the
 * settings database a literal secret reads `stored:`, and `stored:` in what comes in means "leave it as it is".
 */
export type Secret = string;

/** How the client logs in to a site: an API account, or before appliance version 16.1 a user account. */
export type AccountSettings =
  | { readonly type: 'api'; readonly clientId: string; readonly clientSecret: Secret }
  | { readonly type: 'user'; readonly username: string; readonly password: Secret };

/** An appliance to pull from. */
export interface SiteSettings {
  readonly name: string;
  /** False: its transfers are left out of every run. */
  readonly enabled: boolean;
  /** `host[:port]`, never a scheme. */
  readonly host: string;
  readonly account: AccountSettings;
  /** Protects the backups taken of the site. API accounts only. */
  readonly backupPassword?: Secret;
  /** PEM file with the certificate authorities to trust for this site, in place of the platform's. */
  readonly caFile?: string;
  /** `http://host:port` of a proxy to reach it through (HTTP CONNECT), and the login there. */
  readonly proxy?: string;
  readonly proxyUsername?: string;
  readonly proxyPassword?: Secret;
}

/** A plugin with its settings, under the name people gave it. */
export interface DestinationSettings {
  readonly name: string;
  /** False: its transfers are left out of every run. */
  readonly enabled: boolean;
  /** The plugin's name: `filesystem`. */
  readonly plugin: string;
  /** As written, without defaults; the plugin's schema says which are secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What a schedule moves from one site to one destination. */
export interface TransferSettings {
  readonly site: string;
  readonly destination: string;
  readonly operations: readonly Operation[];
}

/** How often: every 1 minute to 7 days; `at` is a time of day, HH:MM. */
export type Period =
  | { readonly minutes: number }
  | { readonly hours: number }
  | { readonly days: number; readonly at?: string };

/** When to run, and what. */
export interface ScheduleSettings {
  readonly name: string;
  readonly enabled: boolean;
  readonly every: Period;
  readonly transfers: readonly TransferSettings[];
}

/** Where mail about errors goes. */
export interface NotificationSettings {
  readonly enabled: boolean;
  readonly server: string;
  readonly port: number;
  readonly tls: 'none' | 'starttls' | 'tls';
  readonly username?: string;
  readonly password?: Secret;
  readonly from: string;
  readonly to: readonly string[];
  /** PEM file with the certificate authorities to trust for this server, in place of the platform's. */
  readonly caFile?: string;
}

/** Settings of the client itself. */
export interface ApplicationSettings {
  /** Null: `logs` in the home directory. */
  readonly logDirectory: string | null;
  /** Log files older than so many days are removed. */
  readonly logRetentionDays: number;
  /** What is graver than this, and this, is written to the logs. */
  readonly logLevel: LogLevel;
  /** `json`: an object a line, with the time in UTC. */
  readonly logFormat: LogFormat;
  /** All files of one log take at most so many megabytes; the oldest go first. */
  readonly logMegabytes: number;
  /** Port of 127.0.0.1 where ic-host answers `/metrics` and `/health`. Null: only at its socket. */
  readonly metricsPort: number | null;
  /** IANA name of the zone in which `at` is meant. Null: the machine's. */
  readonly timeZone: string | null;
}

/** Everything that people configure: what `ic.yaml` says, and `ic export` prints. */
export interface Configuration {
  readonly sites: readonly SiteSettings[];
  readonly destinations: readonly DestinationSettings[];
  readonly schedules: readonly ScheduleSettings[];
  readonly notifications?: NotificationSettings;
  readonly application: ApplicationSettings;
}

/** What holds where nothing was configured. */
export const defaultApplicationSettings: ApplicationSettings = Object.freeze({
  logDirectory: null,
  logRetentionDays: 7,
  logLevel: 'info',
  logFormat: 'text',
  logMegabytes: 500,
  metricsPort: null,
  timeZone: null,
});
