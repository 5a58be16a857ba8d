import assert from 'node:assert/strict';
import {
  type Configuration,
  defaultApplicationSettings,
  type NotificationSettings,
  type Secret,
} from '@integration-client/core/configuration';
import { maskConfiguration } from '@integration-client/core/configuration-file/mask';
import { readConfiguration } from '@integration-client/core/configuration-file/read';
import { secretSettingsOf } from '@integration-client/core/configuration-file/secret-settings';
import { writeConfiguration } from '@integration-client/core/configuration-file/write';
import fc from 'fast-check';
import { plugins } from './plugins.js';

const secretSettings = secretSettingsOf(plugins);

const name = fc.oneof(
  fc.constantFrom(
    'A',
    'yes',
    'null',
    '1',
    '0x1f',
    '- a',
    'a: b',
    '#a',
    '"a"',
    'é',
    '*a',
    '&a',
    '~',
    '2026-01-01',
    'true',
    '%',
  ),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((text) => text === text.trim() && !/\p{Cc}|[\u2028\u2029]/u.test(text) && text !== ''),
);
const text = fc.oneof(name, fc.string({ unit: 'binary-ascii', minLength: 1 }));
const secret: fc.Arbitrary<Secret> = fc.oneof(
  fc.constantFrom('env:NAME', 'file:/run/secret'),
  text.filter((value) => value !== 'stored:' && !/^(env|file):/.test(value)).map((value) => `literal ${value}`),
);
const absolute = name.map((part) => `/d/${part}`);
const optional = <Value>(key: string, value: fc.Arbitrary<Value>) =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? {} : { [key]: given }));

const account = fc.oneof(
  fc.record({ type: fc.constant('api' as const), clientId: name, clientSecret: secret }),
  fc.record({ type: fc.constant('user' as const), username: name, password: secret }),
);
const site = fc
  .tuple(
    fc.record({
      enabled: fc.boolean(),
      host: fc.constantFrom('h', 'h.example:8443', '[2001:db8::1]:443', '192.0.2.1'),
      account,
    }),
    optional('backupPassword', secret),
    optional('caFile', absolute),
  )
  .map(([required, backup, ca]) => ({ ...required, ...(required.account.type === 'api' ? backup : {}), ...ca }));
const settings = fc.oneof(
  fc.record({
    plugin: fc.constant('vault'),
    settings: fc
      .tuple(
        fc.record({ server: text, password: secret }),
        optional('proxy', fc.record({ port: fc.integer({ min: 1, max: 65535 }) })),
      )
      .map(([required, proxy]) => ({ ...required, ...proxy })),
  }),
  fc.record({
    plugin: fc.constant('filesystem'),
    settings: fc.record({
      sessions: fc.record({ directory: absolute, conflict: fc.constantFrom('Skip', 'Overwrite') }),
    }),
  }),
);
const destination = fc.tuple(fc.boolean(), settings).map(([enabled, more]) => ({ enabled, ...more }));
const every = fc.oneof(
  fc.integer({ min: 1, max: 10080 }).map((minutes) => ({ minutes })),
  fc.integer({ min: 1, max: 168 }).map((hours) => ({ hours })),
  fc.record({ days: fc.integer({ min: 1, max: 7 }), at: fc.constantFrom('00:00', '23:59', '12:30') }),
);
const mail = fc
  .tuple(
    fc.record({
      enabled: fc.boolean(),
      server: fc.constantFrom('m', 'm.example'),
      port: fc.integer({ min: 1, max: 65535 }),
      tls: fc.constantFrom('none' as const, 'starttls' as const, 'tls' as const),
      from: fc.constant('ic@example.com'),
      to: fc.constantFrom(['a@b.c'], ['a@b.c', 'd@e.f']),
    }),
    optional('username', name),
    optional('password', secret),
    optional('caFile', absolute),
  )
  .map(([required, ...more]) => Object.assign({}, required, ...more) as NotificationSettings);

const configuration: fc.Arbitrary<Configuration> = fc
  .record({
    sites: fc.dictionary(name, site, { maxKeys: 3 }),
    destinations: fc.dictionary(name, destination, { maxKeys: 3 }),
    schedules: fc.dictionary(name, fc.record({ enabled: fc.boolean(), every }), { maxKeys: 2 }),
    notifications: optional('notifications', mail),
    application: fc.record({
      logDirectory: fc.option(absolute),
      logRetentionDays: fc.integer({ min: 1, max: 3650 }),
      timeZone: fc.constantFrom(null, 'UTC', 'Europe/Berlin'),
      logLevel: fc.constantFrom('error' as const, 'debug' as const),
      logFormat: fc.constantFrom('text' as const, 'json' as const),
      logMegabytes: fc.integer({ min: 1, max: 1_000_000 }),
      metricsPort: fc.option(fc.integer({ min: 1, max: 65_535 })),
    }),
  })
  .map(({ sites, destinations, schedules, notifications, application }) =>
    structuredClone({
      sites: Object.entries(sites).map(([name, value]) => ({ name, ...value })),
      destinations: Object.entries(destinations).map(([name, value]) => ({ name, ...value })),
      schedules: Object.entries(schedules).map(([name, value]) => ({
        name,
        ...value,
        transfers: Object.keys(sites).flatMap((site) =>
          Object.keys(destinations).map((destination) => ({ site, destination, operations: ['sessions' as const] })),
        ),
      })),
      ...notifications,
      application,
    }),
  );

describe('writing ic.yaml', () => {
  it('makes a file that, applied again, changes nothing', () => {
    fc.assert(
      fc.property(configuration, (current) => {
        const source = writeConfiguration(current, secretSettings);
        const { configuration, report } = readConfiguration(source, { file: 'ic.yaml', current, plugins });
        assert.deepEqual(configuration, current);
        assert.deepEqual([report.created, report.updated], [[], []]);
        assert.ok(!source.includes('literal'));
      }),
      { numRuns: 150 },
    );
  });

  const current: Configuration = {
    sites: [
      { name: 'Example', enabled: true, host: 'h', account: { type: 'api', clientId: 'a', clientSecret: 'words' } },
      { name: 'Off', enabled: false, host: 'i', account: { type: 'user', username: 'u', password: 'env:P' } },
    ],
    destinations: [{ name: 'V', enabled: true, plugin: 'vault', settings: { server: 's', password: 'words' } }],
    schedules: [
      {
        name: 'S',
        enabled: true,
        every: { days: 1, at: '02:00' },
        transfers: [{ site: 'Example', destination: 'V', operations: ['sessions'] }],
      },
    ],
    application: defaultApplicationSettings,
  };

  it('keeps the order of the documentation, leaves out what holds anyway, and shows no secret', () => {
    assert.equal(
      writeConfiguration(current, secretSettings),
      `sites:
  - name: Example
    host: h
    account:
      type: api
      clientId: a
      clientSecret: "stored:"
  - name: Off
    enabled: false
    host: i
    account:
      type: user
      username: u
      password: env:P
destinations:
  - name: V
    plugin: vault
    settings:
      server: s
      password: "stored:"
schedules:
  - name: S
    enabled: true
    every:
      days: 1
      at: 02:00
    transfers:
      - site: Example
        destination: V
        operations:
          - sessions
application:
  logDirectory: null
  logRetentionDays: 7
  logLevel: info
  logFormat: text
  logMegabytes: 500
  metricsPort: null
  timeZone: null
`,
    );
  });

  it('masks literal secrets and shows references', () => {
    const masked = maskConfiguration(current, secretSettings);
    assert.ok(!JSON.stringify(masked).includes('words'));
    assert.equal(masked.destinations[0]?.settings.password, 'stored:');
    assert.deepEqual(masked.sites[1]?.account, { type: 'user', username: 'u', password: 'env:P' });
    assert.equal(masked.sites[0]?.name, 'Example');
  });
});
