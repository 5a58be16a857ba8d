import { logFormats, logLevels } from '../log/log-line.js';
import type { SettingsTables } from './schema.js';
import {
  bytes,
  type Check,
  flag,
  integer,
  json,
  list,
  object,
  oneOf,
  operation,
  optional,
  orNull,
  sha256,
  text,
  time,
  valuesOf,
} from './stored-values.js';

/** A time as JSON has it. */
const isoTime: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));

const timeOfDay: Check = (value) => typeof value === 'string' && /^\d\d:\d\d$/.test(value);
const some: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0;
const periods = [object({ minutes: some }), object({ hours: some }), object({ days: some, at: optional(timeOfDay) })];
const period: Check = (value, row) => periods.some((check) => check(value, row));

const recording = object({ operation, instance: optional(integer) });
const session = object({
  lsid: text,
  startTime: optional(isoTime),
  endTime: optional(isoTime),
  recordings: list(recording),
});

const counts = object({ delivered: integer, unchanged: integer, failed: integer, pending: integer, bytes: integer });
const transferReport = object({
  site: optional(text),
  destination: text,
  outcome: text,
  operations: valuesOf(counts),
  requests: integer,
  problems: list(object({ code: text, message: text })),
});
const runReport = object({
  schedule: optional(text),
  started: isoTime,
  finished: isoTime,
  outcome: text,
  transfers: list(transferReport),
});

const timeZone: Check = (value) => {
  try {
    return typeof value === 'string' && new Intl.DateTimeFormat('en', { timeZone: value }) !== undefined;
  } catch {
    return false;
  }
};

const applicationSettings: Readonly<Record<string, Check>> = {
  logDirectory: orNull(text),
  logRetentionDays: some,
  logLevel: oneOf(...logLevels),
  logFormat: oneOf(...logFormats),
  logMegabytes: some,
  metricsPort: orNull(some),
  timeZone: orNull(timeZone),
};

const entry = { id: integer, name: text, position: integer, enabled: flag };

/** What each column may hold. */
export const columnChecks: {
  readonly [Table in keyof SettingsTables]: { readonly [Column in keyof SettingsTables[Table]]: Check };
} = {
  site: {
    ...entry,
    host: text,
    account_type: oneOf('api', 'user'),
    account_name: text,
    account_secret: text,
    backup_password: orNull(text),
    ca_file: orNull(text),
    proxy: orNull(text),
    proxy_username: orNull(text),
    proxy_password: orNull(text),
    product: oneOf('RS', 'PRA', null),
  },
  destination: { ...entry, plugin: text, settings: json(object({})), secrets: json(valuesOf(text)) },
  schedule: { ...entry, every: json(period), last_run: orNull(time), next_run: orNull(time) },
  transfer: {
    schedule_id: integer,
    position: integer,
    site_id: integer,
    destination_id: integer,
    operations: json(list(operation)),
  },
  run: { id: integer, schedule: orNull(text), started: time, outcome: text, report: json(runReport) },
  ledger: {
    destination_id: integer,
    key: text,
    site_id: integer,
    content: sha256,
    outcome: oneOf('stored', 'replaced', 'skipped'),
    location: text,
    bytes: integer,
    sha256,
  },
  checkpoint: { site_id: integer, destination_id: integer, operation, through: time, asked: time },
  pending: { site_id: integer, destination_id: integer, operation, lsid: text, since: time },
  failed_item: {
    destination_id: integer,
    key: text,
    site_id: integer,
    operation,
    code: text,
    message: text,
    attempts: integer,
    quarantined: flag,
    since: time,
    session: orNull(json(session)),
    position: orNull(integer),
    payload: orNull(bytes),
    payload_bytes: orNull(integer),
    dropped: orNull(time),
  },
  application_setting: {
    name: text,
    value: json((value, { name }) => (applicationSettings[String(name)] ?? (() => true))(value, {})),
  },
  notification: {
    enabled: flag,
    server: text,
    port: integer,
    tls: oneOf('none', 'starttls', 'tls'),
    username: orNull(text),
    password: orNull(text),
    sender: text,
    recipients: json(list(text)),
    ca_file: orNull(text),
  },
  fact: { name: text, value: text },
  token: { account: text, token: text, expires: time },
  accepted_plugin: {
    package: text,
    hash: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
    plugin: text,
    version: text,
    source: orNull(text),
    accepted: time,
  },
  incident: {
    key: text,
    schedule: orNull(text),
    site: orNull(text),
    destination: orNull(text),
    code: text,
    message: text,
    hint: orNull(text),
    outcome: text,
    failed_items: integer,
    since: time,
    last: time,
    occurrences: some,
    recovered: orNull(time),
    mails: integer,
    told: orNull(time),
    told_occurrences: integer,
  },
  lease_holder: { key: text, name: text, machine: text, pid: integer, since: time },
  backfill: {
    site_id: integer,
    destination_id: integer,
    operation,
    range_from: time,
    range_to: time,
    through: time,
  },
  last_success: { schedule_id: integer, site_id: integer, destination_id: integer, time },
};
