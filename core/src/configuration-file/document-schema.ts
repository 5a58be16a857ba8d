import { operations } from '@integration-client/sdk';
import { logFormats, logLevels } from '../log/log-line.js';

const object = (properties: Readonly<Record<string, object>>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const list = (items: object, more: object = {}) => ({ type: 'array', items, ...more });

const name = { type: 'string', format: 'name' };
const text = { type: 'string', minLength: 1, format: 'one-line' };
const secret = { type: 'string', minLength: 1, format: 'secret' };
const flag = { type: 'boolean' };
const count = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });
const absolutePath = { type: 'string', format: 'absolute-path' };

const account = {
  type: 'object',
  discriminator: { propertyName: 'type' },
  oneOf: [
    object({ type: { const: 'api' }, clientId: text, clientSecret: secret }, ['type', 'clientId', 'clientSecret']),
    object({ type: { const: 'user' }, username: text, password: secret }, ['type', 'username', 'password']),
  ],
};

const site = object(
  {
    name,
    enabled: flag,
    host: { type: 'string', format: 'host' },
    account,
    backupPassword: secret,
    caFile: absolutePath,
    proxy: { type: 'string', format: 'proxy' },
    proxyUsername: text,
    proxyPassword: secret,
  },
  ['name', 'host', 'account'],
);

const destination = object({ name, enabled: flag, plugin: { type: 'string' }, settings: { type: 'object' } }, [
  'name',
  'plugin',
]);

/** Longest period: 7 days. */
const every = object({
  minutes: count(1, 7 * 24 * 60),
  hours: count(1, 7 * 24),
  days: count(1, 7),
  at: { type: 'string', format: 'time-of-day' },
});

const transfer = object(
  {
    site: { type: 'string' },
    destination: { type: 'string' },
    operations: list({ type: 'string', enum: operations }, { minItems: 1, uniqueItems: true }),
  },
  ['site', 'destination', 'operations'],
);

const schedule = object({ name, enabled: flag, every, transfers: list(transfer) }, ['name', 'every', 'transfers']);

const notifications = object({
  enabled: flag,
  server: { type: 'string', format: 'host-name' },
  port: count(1, 65_535),
  tls: { type: 'string', enum: ['none', 'starttls', 'tls'] },
  // Null takes the value away.
  username: { type: ['string', 'null'], minLength: 1, format: 'one-line' },
  password: { type: ['string', 'null'], minLength: 1, format: 'secret' },
  from: { type: 'string', format: 'mail-address' },
  to: list({ type: 'string', format: 'mail-address' }, { minItems: 1, uniqueItems: true }),
  caFile: { type: ['string', 'null'], format: 'absolute-path' },
});

const application = object({
  logDirectory: { type: ['string', 'null'], format: 'absolute-path' },
  logRetentionDays: count(1, 3650),
  logLevel: { type: 'string', enum: logLevels },
  logFormat: { type: 'string', enum: logFormats },
  logMegabytes: count(1, 1_000_000),
  metricsPort: { type: ['integer', 'null'], minimum: 1, maximum: 65_535 },
  timeZone: { type: ['string', 'null'], format: 'time-zone' },
});

/** The JSON Schema of `ic.yaml`. What no schema can say is checked in {@link file://./check-document.ts}. */
export const documentSchema = object({
  sites: list(site),
  destinations: list(destination),
  schedules: list(schedule),
  notifications,
  application,
});
