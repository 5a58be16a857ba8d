import assert from 'node:assert/strict';
import { type Configuration, defaultApplicationSettings } from '@integration-client/core/configuration';
import { readConfiguration } from '@integration-client/core/configuration-file/read';
import { plugins } from './plugins.js';

const empty: Configuration = { sites: [], destinations: [], schedules: [], application: defaultApplicationSettings };

const example = `
# ic.yaml
sites:
  - name: Example
    host: support.example.com              # host[:port], never a scheme
    account: { type: api, clientId: abc, clientSecret: env:EXAMPLE_SECRET }     # or { type: user, username, password }
    backupPassword: file:/run/secrets/backup                                   # optional
    caFile: /etc/ssl/appliance.pem                                             # optional, for a private CA
destinations:
  - name: Archive
    plugin: filesystem
    settings:
      sessions: { directory: /archive/sessions, conflict: AppendNumber, fileName: "%LSEQ%-%LSID%.xml" }
      session-recordings: { directory: /archive/recordings, downloadFormat: M4V, conflict: Skip, fileName: "%LSEQ%-%LSID%.%EXTENSION%" }
      site-backups: { directory: /archive/backups, retentionCount: 7 }
  - name: Storage
    plugin: sqlite
    settings: { file: /archive/sessions.db, storeSystemInformation: false }
schedules:
  - name: Every five minutes
    enabled: true
    every: { minutes: 5 }                  # 1 minute … 7 days: { minutes } | { hours } | { days, at: "02:00" }
    transfers:
      - { site: Example, destination: Archive, operations: [sessions, session-recordings] }
      - { site: Example, destination: Storage, operations: [sessions] }
notifications: { enabled: true, server: mail.example.com, port: 587, tls: starttls, username: u, password: env:SMTP, from: ic@example.com, to: [ops@example.com] }
application: { logDirectory: null, logRetentionDays: 7 }
`;

function read(source: string, current: Configuration = empty) {
  return readConfiguration(source, { file: 'ic.yaml', current, plugins });
}

describe('reading ic.yaml', () => {
  const { configuration: applied, report } = read(example);

  it('takes a whole document', () => {
    assert.deepEqual(report, {
      created: [
        'site Example',
        'destination Archive',
        'destination Storage',
        'schedule Every five minutes',
        'notifications',
      ],
      updated: [],
      unchanged: ['application'],
    });
    assert.deepEqual(applied.sites, [
      {
        name: 'Example',
        enabled: true,
        host: 'support.example.com',
        account: { type: 'api', clientId: 'abc', clientSecret: 'env:EXAMPLE_SECRET' },
        backupPassword: 'file:/run/secrets/backup',
        caFile: '/etc/ssl/appliance.pem',
      },
    ]);
    assert.deepEqual(applied.destinations[1], {
      name: 'Storage',
      enabled: true,
      plugin: 'sqlite',
      settings: { file: '/archive/sessions.db', storeSystemInformation: false },
    });
    assert.deepEqual(applied.schedules[0]?.transfers[1], {
      site: 'Example',
      destination: 'Storage',
      operations: ['sessions'],
    });
    assert.equal(applied.notifications?.password, 'env:SMTP');
  });

  it('changes nothing the second time', () => {
    const again = read(example, applied);
    assert.deepEqual(again.configuration, applied);
    assert.deepEqual([again.report.created, again.report.updated], [[], []]);
  });

  it('adds and updates what it names, and leaves the rest', () => {
    const source = `
sites:
  - { name: New, host: "new.example.com:8443", account: { type: user, username: u, password: p }, enabled: false }
destinations:
  - { name: Storage, plugin: sqlite, settings: { file: /elsewhere.db } }
`;
    const { configuration, report } = read(source, applied);
    assert.deepEqual(report, { created: ['site New'], updated: ['destination Storage'], unchanged: [] });
    assert.deepEqual(
      configuration.sites.map((site) => [site.name, site.enabled]),
      [
        ['Example', true],
        ['New', false],
      ],
    );
    assert.deepEqual(configuration.destinations[1]?.settings, { file: '/elsewhere.db' });
    assert.deepEqual(configuration.schedules, applied.schedules);
    assert.deepEqual(configuration.notifications, applied.notifications);
  });

  it('replaces an entry as a whole, and notifications and application key by key', () => {
    const source = `
sites: [{ name: Example, host: h.example, account: { type: api, clientId: a, clientSecret: s } }]
notifications: { port: 25, username: null }
application: { timeZone: Europe/Berlin }
`;
    const { configuration } = read(source, applied);
    assert.equal(configuration.sites[0]?.backupPassword, undefined);
    const { username: _, ...others } = applied.notifications ?? assert.fail();
    assert.deepEqual(configuration.notifications, { ...others, port: 25 });
    assert.deepEqual(configuration.application, { ...defaultApplicationSettings, timeZone: 'Europe/Berlin' });
  });

  it('takes mail that is off without a server for what it is where none was set up', () => {
    for (const source of ['notifications: { enabled: false }', 'notifications: {}']) {
      const { configuration, report } = read(source);
      assert.deepEqual([configuration, report.created, report.updated], [empty, [], []]);
      assert.equal(read(source, applied).configuration.notifications?.enabled, source.includes('{}'));
    }
  });

  it('keeps the secret of the same entry where it says stored:', () => {
    const first = `
sites:
  - { name: A, host: a.example, account: { type: api, clientId: a, clientSecret: secret a }, backupPassword: secret b }
  - { name: U, host: u.example, account: { type: user, username: u, password: secret u } }
destinations:
  - { name: V, plugin: vault, settings: { server: s, password: secret v, proxy: { password: secret } } }
notifications: { server: m, port: 25, tls: none, from: a@b.c, to: [a@b.c], password: secret m }
`;
    const stored = first.replaceAll(/(password|Password|clientSecret): secret ?\w*/g, '$1: "stored:"');
    assert.ok(!stored.includes('secret '));
    const current = read(first).configuration;
    const again = read(stored.replace('a.example', 'b.example'), current);
    assert.equal(again.configuration.sites[0]?.host, 'b.example');
    assert.deepEqual(again.configuration, {
      ...current,
      sites: current.sites.map((site) => (site.name === 'A' ? { ...site, host: 'b.example' } : site)),
    });
    assert.deepEqual(again.report.updated, ['site A']);
  });

  it('knows anchors, and stops where they multiply', () => {
    const { configuration } = read(`
destinations:
  - { name: A, plugin: filesystem, settings: { sessions: &s { directory: /a } } }
  - { name: B, plugin: filesystem, settings: { sessions: *s } }
`);
    assert.deepEqual(configuration.destinations[1]?.settings, { sessions: { directory: '/a' } });
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg']) {
      bomb.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(', ')}]`);
    }
    assert.throws(() => read(bomb.join('\n')), { name: 'SettingsError', code: 'settings-invalid' });
  });
});
