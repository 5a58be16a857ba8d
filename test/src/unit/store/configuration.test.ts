import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { type Configuration, defaultApplicationSettings } from '@integration-client/core/configuration';
import type { Store } from '@integration-client/core/store/store';
import { DatabaseSync } from '@photostructure/sqlite';
import { forEachDialect } from './settings-server.js';
import { configuration, destination, noSecrets, site, TemporaryHome } from './temporary-home.js';

const rich: Configuration = {
  sites: [
    site('Zeta', { backupPassword: 'backup words', caFile: '/etc/ca.pem', enabled: false }),
    site('Alpha', { account: { type: 'user', username: 'u', password: 'env:PASSWORD' }, host: 'alpha.example:8443' }),
  ],
  destinations: [
    destination('Storage', {
      plugin: 'sql',
      enabled: false,
      settings: { server: 's', password: 'sql words', proxy: { password: 'proxy words', port: 3 }, encrypt: true },
    }),
    destination('Archive', { settings: { sessions: { directory: '/a' } } }),
  ],
  schedules: [
    {
      name: 'Nightly',
      enabled: false,
      every: { days: 1, at: '02:00' },
      transfers: [
        { site: 'Zeta', destination: 'Storage', operations: ['sessions'] },
        { site: 'Alpha', destination: 'Archive', operations: ['site-backups', 'sessions'] },
        { site: 'Zeta', destination: 'Archive', operations: ['presentations'] },
      ],
    },
    { name: 'Empty', enabled: true, every: { minutes: 5 }, transfers: [] },
  ],
  notifications: {
    enabled: true,
    server: 'mail.example.com',
    port: 587,
    tls: 'starttls',
    username: 'u',
    password: 'mail words',
    from: 'ic@example.com',
    to: ['a@example.com', 'b@example.com'],
  },
  application: {
    ...defaultApplicationSettings,
    logDirectory: '/var/log/ic',
    logRetentionDays: 30,
    timeZone: 'Europe/Berlin',
    logLevel: 'debug',
    metricsPort: 9464,
  },
};

const secrets = (plugin: string) => (plugin === 'sql' ? ['password', 'proxy.password', 'absent'] : []);

forEachDialect('the configuration in the settings database', (dialect, server) => {
  let temporary: TemporaryHome;
  let store: Store;

  beforeEach(async () => {
    temporary = await TemporaryHome.withDatabase(server());
    store = await temporary.open();
  });

  afterEach(() => temporary.remove());

  function rows(sql: string): Record<string, unknown>[] {
    const database = new DatabaseSync(temporary.home.settingsDatabase);
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  }

  function change(sql: string): void {
    const database = new DatabaseSync(temporary.home.settingsDatabase);
    database.exec(sql);
    database.close();
  }

  it('is empty at first, with what holds by default', async () => {
    assert.deepEqual(await store.configuration.load(), {
      sites: [],
      destinations: [],
      schedules: [],
      application: defaultApplicationSettings,
    });
  });

  it('is exactly what was saved, in its order, however often', async () => {
    await store.configuration.save(rich, secrets);
    assert.deepEqual(await store.configuration.load(), rich);
    const turned: Configuration = {
      ...rich,
      sites: rich.sites.toReversed(),
      destinations: rich.destinations.toReversed(),
      schedules: rich.schedules.toReversed(),
    };
    await store.configuration.save(turned, secrets);
    assert.deepEqual(await store.configuration.load(), turned);
    const { notifications: _, ...less } = configuration();
    await store.configuration.save(less, secrets);
    assert.deepEqual(await store.configuration.load(), less);
  });

  it('keeps the order of the keys of settings that hold a secret', async () => {
    await store.configuration.save(rich, secrets);
    const loaded = await store.configuration.load();
    assert.equal(JSON.stringify(loaded.destinations), JSON.stringify(rich.destinations));
  });

  // Looks into the file itself.
  if (dialect === 'SQLite')
    it('holds no secret in clear, in no file', async () => {
      await store.configuration.save(rich, secrets);
      for (const file of [temporary.home.settingsDatabase, `${temporary.home.settingsDatabase}-wal`]) {
        const content = await readFile(file);
        for (const words of ['secret of', 'backup words', 'sql words', 'proxy words', 'mail words']) {
          assert.ok(!content.includes(words), `${words} in ${file}`);
        }
      }
      assert.equal(rows("select account_secret from site where name = 'Alpha'")[0]?.account_secret, 'env:PASSWORD');
    });

  // Looks into the file itself.
  if (dialect === 'SQLite')
    it('seals a secret anew only when its value changed', async () => {
      const sealed = () => ({
        ...Object.fromEntries(
          rows('select name, account_secret, backup_password from site').map((row) => [row.name, row]),
        ),
        storage: rows("select secrets from destination where name = 'Storage'"),
        mail: rows('select password from notification'),
      });
      await store.configuration.save(rich, secrets);
      const before = sealed();
      await store.configuration.save(rich, secrets);
      assert.deepEqual(sealed(), before);
      const [zeta, alpha] = rich.sites;
      assert.ok(zeta && alpha);
      await store.configuration.save({ ...rich, sites: [{ ...zeta, backupPassword: 'other' }, alpha] }, secrets);
      const after = sealed();
      assert.notDeepEqual(after, before);
      assert.equal((await store.configuration.load()).sites[0]?.backupPassword, 'other');
    });

  // Looks into the file itself.
  if (dialect === 'SQLite')
    it('refuses a sealed secret that was changed or moved to another field', async () => {
      await store.configuration.save(configuration(), noSecrets);
      change(
        "update site set account_secret = (select account_secret from site where name = 'Other') where name = 'Example'",
      );
      await assert.rejects(store.configuration.load(), {
        code: 'secret-damaged',
        message: /site\/Example\/clientSecret/,
      });
      change("update site set account_secret = 'no longer sealed'");
      await assert.rejects(store.configuration.load(), { code: 'secret-damaged' });
    });

  it('is saved whole or not at all', async () => {
    await store.configuration.save(rich, secrets);
    const transfers = [{ site: 'Nowhere', destination: 'Archive', operations: ['sessions'] as const }];
    const bad = { ...configuration(), schedules: [{ name: 'S', enabled: true, every: { hours: 1 }, transfers }] };
    await assert.rejects(store.configuration.save(bad, secrets), { name: 'ConfigError', code: 'unknown-site' });
    assert.deepEqual(await store.configuration.load(), rich);
  });

  it('is read anew only where another program has changed it', async () => {
    await store.configuration.save(configuration(), noSecrets);
    const other = await temporary.open();
    const before = await other.configuration.load();
    await store.saveFact('lastProgramRun', '2026-01-01T00:00:00.000Z');
    assert.equal(await other.configuration.load(), before);
    await store.configuration.save(rich, secrets);
    assert.deepEqual(await other.configuration.load(), rich);
  });

  it('does not take "stored:" for a secret', async () => {
    const account = { type: 'api', clientId: 'id', clientSecret: 'stored:' } as const;
    const attempt = store.configuration.save(configuration({ sites: [site('Example', { account })] }), noSecrets);
    await assert.rejects(attempt, { name: 'ConfigError', code: 'secret-missing' });
  });

  it('keeps the times of a schedule by its name, and forgets the next run with another period', async () => {
    const schedule = { name: 'S', enabled: true, every: { hours: 1 }, transfers: [] };
    await store.configuration.save(configuration({ schedules: [schedule] }), noSecrets);
    assert.deepEqual(await store.scheduleTimes('S'), {});
    const times = { lastRun: new Date('2026-01-01T00:00:00.123Z'), nextRun: new Date('2026-01-01T01:00:00Z') };
    await store.saveScheduleTimes('S', times);
    await store.configuration.save(configuration({ schedules: [{ ...schedule, enabled: false }] }), noSecrets);
    assert.deepEqual(await store.scheduleTimes('S'), times);
    assert.deepEqual(await store.allScheduleTimes(), new Map([['S', times]]));
    await store.configuration.save(configuration({ schedules: [{ ...schedule, every: { hours: 2 } }] }), noSecrets);
    assert.deepEqual(await store.scheduleTimes('S'), { lastRun: times.lastRun });
    await store.configuration.save(configuration(), noSecrets);
    await assert.rejects(store.scheduleTimes('S'), { name: 'ConfigError', code: 'unknown-schedule' });
    await assert.rejects(store.saveScheduleTimes('S', times), { name: 'ConfigError', code: 'unknown-schedule' });
  });
});
