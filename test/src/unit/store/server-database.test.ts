import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServerSettings, createSettingsDatabase, openStore } from '@integration-client/core/store/open-store';
import { settingsDatabaseExists } from '@integration-client/core/store/settings-database-exists';
import mssql from 'mssql';
import { permissionsBut } from '../../support/tds/permissions.js';
import { explainedError } from './disk-calls.js';
import { SettingsServer } from './settings-server.js';
import { configuration, noSecrets, site, TemporaryHome } from './temporary-home.js';

/** A statement beside the client. */
async function run(config: mssql.config, statement: string): Promise<void> {
  const pool = await new mssql.ConnectionPool(config).connect();
  await pool.request().query(statement);
  await pool.close();
}

describe('a settings database on a SQL Server', () => {
  let server: SettingsServer;
  let temporary: TemporaryHome;

  before(async () => {
    server = await SettingsServer.start();
  });
  after(() => server.stop());
  beforeEach(async () => {
    temporary = await TemporaryHome.make();
  });
  afterEach(() => temporary.remove());

  const init = (place = server.place()) => createServerSettings(temporary.home, place);
  const failure = (place: Parameters<typeof init>[0]) => explainedError(init(place));

  it('is made with the key, and what says where it is, readable by their owner alone', async () => {
    const { home } = temporary;
    const place = server.place();
    assert.equal(await settingsDatabaseExists(home), false);
    await init(place);
    assert.equal(await settingsDatabaseExists(home), true);
    assert.deepEqual((await readdir(home.directory)).sort(), ['secret.key', 'settings-database.json']);
    if (process.platform !== 'win32') assert.equal((await stat(home.settingsPlace)).mode & 0o777, 0o600);
    const text = await readFile(home.settingsPlace, 'utf8');
    assert.equal(JSON.parse(text).kind, 'sqlserver');
    assert.ok(!text.includes('Secret-1234') && !text.includes('127.0.0.1'), text);
    const store = await temporary.open();
    assert.equal(store.description.kind, 'sqlserver');
    assert.doesNotMatch(JSON.stringify(store.description), /Secret-1234/);
    await store.saveFact('a', 'b');
    assert.equal(await (await temporary.open()).fact('a'), 'b');
  });

  it('is made once in a home, whatever kind the other is of', async () => {
    await init();
    for (const again of [() => init(), () => createSettingsDatabase(temporary.home)]) {
      await assert.rejects(again, { name: 'ConfigError', code: 'settings-database-exists' });
    }
    const other = await TemporaryHome.withDatabase();
    await assert.rejects(createServerSettings(other.home, server.place()), { code: 'settings-database-exists' });
    await other.remove();
  });

  it('takes its connection and password from references', async () => {
    const database = server.newDatabaseName();
    const directory = await mkdtemp(join(tmpdir(), 'ic-reference-'));
    const [connection, password] = [join(directory, 'connection'), join(directory, 'password')];
    const text = server.connectionString(database, { Password: '' });
    const whole = server.connectionString(database);
    const secret = /Password="([^"]*)"/.exec(whole)?.[1] ?? '';
    await writeFile(connection, `${text}\n`);
    await writeFile(password, `${secret}\n`);
    await init({ connection: `file:${connection}`, password: `file:${password}` });
    const place = JSON.parse(await readFile(temporary.home.settingsPlace, 'utf8'));
    assert.deepEqual([place.connection, place.password], [`file:${connection}`, `file:${password}`]);
    await (await temporary.open()).saveFact('a', 'b');
    await rm(directory, { recursive: true });
    await assert.rejects(openStore(temporary.home), { name: 'ConfigError', code: 'secret-missing' });
  });

  it('has any name', async () => {
    for (const name of ['It\'s [a] ]]"name"', 'IC; DROP DATABASE master--', 'Ünïcode 数据']) {
      const database = `${server.newDatabaseName()} ${name}`;
      const home = await TemporaryHome.make();
      await createServerSettings(home.home, server.place(database));
      await (await home.open()).saveFact('name', name);
      assert.equal(await (await home.open()).fact('name'), name);
      await home.remove();
    }
  });

  it('names what is wrong with the connection', async () => {
    const database = server.newDatabaseName();
    const text = (more: Record<string, string>) => ({ connection: server.connectionString(database, more) });
    assert.equal(await failure(text({ Password: 'wrong' })), 'settings-database-login');
    assert.equal(await failure(text({ Password: '' })), 'settings-database-connection');
    assert.equal(await failure(text({ Server: '127.0.0.1,1' })), 'settings-database-unreachable');
    assert.equal(await failure(text({ Server: 'no-such-host.invalid' })), 'settings-database-unreachable');
    assert.equal(await failure(text({ Database: '' })), 'settings-database-connection');
    assert.equal(await failure({ connection: 'not a connection string' }), 'settings-database-connection');
    assert.equal(await failure({ ...text({}), caFile: '/no/such/file.pem' }), 'ca-file-unreadable');
    assert.equal(await failure({ connection: 'env:IC_TEST_NOT_SET' }), 'secret-missing');
    assert.equal(await settingsDatabaseExists(temporary.home), false);
  });

  it('says nothing of a password in what it refuses', async () => {
    for (const connection of ['Server=x;Password="hidden-1', 'Server=x;Password=hidden-1', 'Password=hidden-1=;;=']) {
      await assert.rejects(init({ connection }), (error: Error) => !`${error.stack}`.includes('hidden-1'));
    }
  });

  it('is refused to another home, and to another key', async () => {
    const place = server.place();
    await init(place);
    await (await temporary.open()).configuration.save(configuration(), noSecrets);
    const other = await TemporaryHome.make();
    await assert.rejects(createServerSettings(other.home, place), {
      name: 'ConfigError',
      code: 'settings-database-taken',
    });
    await createServerSettings(other.home, server.place());
    await writeFile(temporary.home.key, await readFile(other.home.key));
    await assert.rejects(openStore(temporary.home), { name: 'ConfigError', code: 'sealed-by-other-key' });
    await other.remove();
  });

  it('is made again after it was begun and not finished', async () => {
    const place = server.place();
    await init(place);
    await rm(temporary.home.settingsPlace);
    await assert.rejects(init(place), { code: 'settings-database-taken' });
    if (server.double === undefined) return;
    const fresh = server.place();
    server.double.failNext({ match: /insert into \[fact\]/, number: 40197 });
    assert.equal(await failure(fresh), 'settings-database-unreachable');
    assert.equal(await settingsDatabaseExists(temporary.home), false);
    await init(fresh);
    await (await temporary.open()).saveFact('a', 'b');
  });

  it('is refused where what says so is damaged or of a newer version', async () => {
    await init();
    for (const content of ['', '{', '[]', 'null', '{"version":2,"kind":"sqlserver","connection":"x"}']) {
      await writeFile(temporary.home.settingsPlace, content);
      await assert.rejects(
        openStore(temporary.home),
        { name: 'ConfigError', code: 'settings-place-unusable' },
        content,
      );
    }
    await writeFile(temporary.home.settingsPlace, '{"version":1,"kind":"sqlserver","connection":"v1:a:b"}');
    await assert.rejects(openStore(temporary.home), { name: 'ConfigError' });
  });

  it('keeps what is long, differs in case only, or is half of a character', async () => {
    await init();
    const store = await temporary.open();
    const sites = ['name', 'Name', 'ñame', 'n'.repeat(450), '\u{1F600}'].map((name) =>
      site(name, { host: `${name.length}.example.com` }),
    );
    const long = 'ä'.repeat(1_000_000);
    const destinations = [{ name: 'D', enabled: true, plugin: 'p', settings: { long, half: 'a\uD800b' } }];
    await store.configuration.save(configuration({ sites, destinations }), noSecrets);
    const loaded = await store.configuration.load();
    assert.deepEqual(loaded.sites, sites);
    assert.deepEqual(loaded.destinations[0]?.settings, { long, half: 'a\uD800b' });
    const tooLong = configuration({ sites: [site('n'.repeat(451))], destinations });
    await assert.rejects(store.configuration.save(tooLong, noSecrets), { code: 'settings-value-refused' });
    await assert.rejects(store.saveFact('a', 'nul \0'), { code: 'text-with-nul' });
    assert.deepEqual((await store.configuration.load()).sites, sites);
    const state = await store.transferState('name', 'D');
    const receipt = { outcome: 'stored', location: 'half \uD800', bytes: 2 ** 52, sha256: '' } as const;
    await state.recordDelivered(['k', 'K', 'k\uD800'].map((key) => ({ key, content: '', receipt })));
    assert.deepEqual((await state.delivered(['k', 'K'])).map(({ key }) => key).sort(), ['K', 'k']);
    assert.deepEqual((await state.delivered(['k']))[0]?.receipt, { ...receipt, location: 'half \uFFFD' });
  });

  it('goes on after a lost connection; what was not written is said', async () => {
    if (server.double === undefined) return;
    await init();
    const store = await temporary.open();
    await store.saveFact('a', '1');
    server.double.dropConnections();
    assert.equal(await store.fact('a'), '1');
    server.double.dropConnections();
    await store.saveFact('a', '2');
    assert.equal(await store.fact('a'), '2');
    server.double.failNext({ match: /insert into \[fact\]/, disconnect: true });
    await assert.rejects(store.saveFact('a', '3'), { name: 'UnreachableError', code: 'settings-database-unreachable' });
    assert.equal(await store.fact('a'), '2');
    server.double.failNext({ match: 'commit', disconnect: true });
    await assert.rejects(store.saveFact('a', '4'), { name: 'UnreachableError' });
    server.double.failNext({ match: /delete from \[fact\]/, number: 1205 });
    await assert.rejects(store.saveFact('a', '5'), { name: 'RetryableError', code: 'settings-database-busy' });
    server.double.failNext({ match: 'commit', number: 9002 });
    await assert.rejects(store.saveFact('a', '6'), { name: 'RetryableError', code: 'disk-full' });
    await store.saveFact('a', '7');
    assert.equal(await store.fact('a'), '7');
  });

  it('is written by one after the other', async () => {
    await init();
    const stores = await Promise.all([temporary.open(), temporary.open(), temporary.open()]);
    await Promise.all(stores.flatMap((store, index) => [0, 1, 2].map((n) => store.saveFact(`${index}`, `${n}`))));
    await stores[0]?.configuration.save(configuration(), noSecrets);
    const states = await Promise.all(stores.map((store) => store.transferState('Example', 'Archive')));
    const receipt = { outcome: 'stored', location: '/a', bytes: 1, sha256: '' } as const;
    const keys = Array.from({ length: 50 }, (_, index) => `h/sessions/${index}`);
    await Promise.all(states.map((state) => state.recordDelivered(keys.map((key) => ({ key, content: '', receipt })))));
    assert.equal((await states[0]?.delivered(keys))?.length, 50);
    assert.equal(await stores[0]?.deliveries('Archive').count(), 50);
    const first = await stores[0]?.deliveries('Archive').after('', 20);
    assert.deepEqual(
      first?.map(({ key }) => key),
      keys.toSorted().slice(0, 20),
    );
  });

  it('is not opened when a newer version made it, and not when it is another database', async function () {
    const { double } = server;
    if (double === undefined) return this.skip();
    const database = server.newDatabaseName();
    await init(server.place(database));
    double.sqlite(database).exec(`insert into "migration" ("name", "timestamp") values ('9999-future', 'x')`);
    await assert.rejects(openStore(temporary.home), { name: 'ConfigError', code: 'settings-database-newer' });
    const other = await TemporaryHome.make();
    const { home } = other;
    double.createDatabase('empty');
    await createServerSettings(home, server.place('empty'));
    await rm(home.settingsPlace);
    for (const [name, table] of [
      ['storage', 'session'],
      ['foreign', 'site'],
    ] as const) {
      double.createDatabase(name);
      await run(double.config(name), `create table [${table}] ([a] int)`);
      await assert.rejects(createServerSettings(home, server.place(name)), { code: 'settings-database-foreign' });
    }
    await other.remove();
  });
});

describe('a settings database on a SQL Server with few rights', () => {
  it('names what the login lacks', async () => {
    const user = { user: 'ic', password: 'Secret-1234' };
    for (const [permission, code, message] of [
      ['CREATE DATABASE', 'settings-database-missing', /may not create it/],
      ['CREATE TABLE', 'settings-database-permission', /CREATE TABLE/],
      ['INSERT', 'settings-database-permission', /INSERT/],
    ] as const) {
      const server = await SettingsServer.start({ logins: [{ ...user, permissions: permissionsBut(permission) }] });
      const temporary = await TemporaryHome.make();
      try {
        if (server.double === undefined) return;
        await assert.rejects(createServerSettings(temporary.home, server.place()), {
          name: 'ConfigError',
          code,
          message,
        });
        assert.equal(await settingsDatabaseExists(temporary.home), false);
      } finally {
        await temporary.remove();
        await server.stop();
      }
    }
  });
});

describe('the connection to a settings database', () => {
  it('is encrypted, and proves whose it is', async () => {
    const server = await SettingsServer.start({ tls: true });
    const temporary = await TemporaryHome.make();
    try {
      const { double } = server;
      if (double === undefined) return;
      const place = { connection: server.connectionString('tls', { Server: `localhost,${double.port}` }) };
      await assert.rejects(createServerSettings(temporary.home, place), { code: 'settings-database-certificate' });
      await createServerSettings(temporary.home, { ...place, caFile: double.caFile });
      const { description } = await temporary.open();
      assert.equal(description.kind === 'sqlserver' && description.encrypted, true);
    } finally {
      await temporary.remove();
      await server.stop();
    }
  });

  it('is not made without encryption unless that is wanted', async () => {
    const server = await SettingsServer.start();
    const temporary = await TemporaryHome.make();
    try {
      if (server.double === undefined) return;
      const place = { connection: server.connectionString('plain', { Encrypt: '' }) };
      await assert.rejects(createServerSettings(temporary.home, place), { name: 'ConfigError' });
      assert.equal(await settingsDatabaseExists(temporary.home), false);
    } finally {
      await temporary.remove();
      await server.stop();
    }
  });
});
