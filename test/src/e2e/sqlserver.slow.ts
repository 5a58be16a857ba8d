import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunReport } from '@integration-client/core/run';
import type { VerifyReport } from '@integration-client/core/verification';
import type { Product } from '@integration-client/sdk';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import mssql from 'mssql';
import type { Finished } from '../support/program.js';
import { rowsOf, sumOf } from '../support/session-rows.js';
import { isDouble, type TestSqlServer, testServer } from '../support/sqlserver.js';
import { destinationSettings } from '../support/sqlserver-destination.js';
import { readStoredSessions, type StoredSession } from '../support/stored-sessions.js';
import { settingsFor, TestHome } from '../support/test-home.js';

const sessions = 40;
const now = new Date('2026-03-08T12:00:00Z');
const week = ['--operation', 'sessions', '--start', '2026-03-01', '--days', '8'];
/** Given to nobody but settings: no command may print it, no file may hold it as it is. */
const password = 'Secret-1234';
const logins = [{ user: 'sa', password }];

describe('a SQL Server destination, through the command line', () => {
  let server: TestSqlServer;
  let database: string;
  let home: TestHome;
  let appliance: SimulatedAppliance;
  let printed: string;

  beforeEach(async () => {
    server = await testServer({ tls: true, logins });
    database = server.newDatabaseName();
    home = await TestHome.create();
    printed = '';
  });

  afterEach(async () => {
    await appliance.stop();
    await server.stop();
    const written = [...(await readdir(home.home, { recursive: true, withFileTypes: true }))].filter((one) =>
      one.isFile(),
    );
    assert.ok(written.length > 0);
    for (const { parentPath, name } of written) {
      assert.ok(!(await readFile(join(parentPath, name))).includes(password), `${name} holds the password`);
    }
    await home.remove();
    assert.ok(!printed.includes(password), `a command printed the password:\n${printed}`);
  });

  /** Sets up a site with a simulated appliance, the destination `Warehouse`, and the schedule `Now` between them. */
  async function setUp(product: Product, options: { readonly sessions: number; readonly dirty?: boolean }) {
    appliance = await SimulatedAppliance.start({ product, presentations: 0, now: () => now, ...options });
    await apply({});
  }

  async function apply(changes: Readonly<Record<string, unknown>>): Promise<void> {
    const settings = settingsFor(home, appliance, ['sessions']);
    const [schedule] = settings.schedules;
    const warehouse = { ...destinationSettings(server, database), ...changes };
    await home.apply({
      ...settings,
      destinations: [{ name: 'Warehouse', plugin: 'sqlserver', settings: warehouse }],
      schedules: [
        { ...schedule, transfers: [{ site: 'Example', destination: 'Warehouse', operations: ['sessions'] }] },
      ],
    });
  }

  async function ic(...parameters: string[]): Promise<Finished> {
    const finished = await home.ic(...parameters);
    printed += finished.stdout + finished.stderr;
    return finished;
  }

  /** A run that has to be done; answers how many sessions were delivered, and how many were there already. */
  async function moved(...parameters: string[]) {
    const { code, stdout, stderr } = await ic(...parameters, '--json');
    assert.equal(code, 0, stderr);
    const counts = (JSON.parse(stdout) as RunReport).transfers[0]?.operations.sessions;
    return [counts?.delivered, counts?.unchanged];
  }

  const tester = () => moved('tester', '--site', 'Example', '--destination', 'Warehouse', ...week);
  const run = () => moved('schedule', 'run', 'Now');

  async function verified(...parameters: string[]) {
    const { code, stdout, stderr } = await ic('verify', '--json', ...parameters);
    assert.notEqual(stdout, '', stderr);
    const [report] = (JSON.parse(stdout) as VerifyReport).destinations;
    assert.ok(report);
    const { intact, missing, changed } = report.counts;
    return { code, counts: { intact, missing, changed }, keys: report.findings.map(({ key }) => key) };
  }

  async function stored(): Promise<ReadonlyMap<string, StoredSession>> {
    const found = await readStoredSessions(server.config(database));
    const bySession = new Map(found.sessions.map((one) => [one.lsid, one]));
    assert.equal(bySession.size, found.sessions.length, 'a session is there twice');
    assert.equal(sumOf([found.orphans]).customer, 0);
    return bySession;
  }

  /** Runs SQL as the administrator of the database would. */
  async function byHand(sql: string): Promise<void> {
    const pool = new mssql.ConnectionPool(server.config(database));
    await pool.connect();
    await pool.request().query(sql);
    await pool.close();
  }

  /** The rows that all sessions have to become, by lsid. */
  const expected = () =>
    new Map(
      Array.from(appliance.sessions, ({ lsid }) => [lsid, rowsOf(appliance.sessionXml(lsid), appliance.product)]),
    );
  const rows = (found: ReadonlyMap<string, StoredSession>) =>
    new Map([...found].map(([lsid, one]) => [lsid, one.rows]));

  for (const product of ['RS', 'PRA'] as const) {
    it(`gets the sessions of ${product} by the API Tester, as many rows in each table as their XML says`, async () => {
      await setUp(product, { sessions, dirty: true });
      const test = await ic('destination', 'test', 'Warehouse');
      assert.equal(test.code, 0, test.stderr);
      assert.deepEqual((await stored()).size, 0, 'a test stores nothing');

      assert.deepEqual(await tester(), [sessions, 0]);
      const found = await stored();
      assert.deepEqual(rows(found), expected());
      const sum = sumOf(expected().values());
      const participants = product === 'RS' ? 'representative' : 'user';
      for (const table of ['session_event', 'session_event_data', 'system_information', 'customer', participants]) {
        assert.ok(Number(sum[table]) >= sessions, `${table}: ${sum[table]}`);
      }

      assert.deepEqual(await tester(), [sessions, 0], 'the API Tester moves what it is asked for, each time');
      assert.deepEqual(await stored(), found, 'each has replaced itself under its id');
      assert.equal((await run())[0], 0, 'a schedule has nothing left to do');
      assert.deepEqual(await stored(), found);
    });
  }

  it('gets by a schedule what is new and what changed; a session that changed replaces itself and keeps its id', async () => {
    await setUp('RS', { sessions: 20 });
    assert.deepEqual(await run(), [20, 0]);
    const before = await stored();
    const changed = [...appliance.sessions].at(-1)?.lsid ?? '';
    assert.equal((await run())[0], 0);
    assert.deepEqual(await stored(), before);

    appliance.changeSession(changed, { events: 30, externalKey: 'new', customAttributes: { a: '1', b: '2', c: '3' } });
    const added = appliance.addSession({ endTime: now }).lsid;
    assert.equal((await run())[0], 2);
    const after = await stored();
    assert.deepEqual(rows(after), expected());
    assert.equal(after.get(changed)?.externalKey, 'new');
    assert.notDeepEqual(after.get(changed)?.rows, before.get(changed)?.rows);
    for (const [lsid, { id }] of before) assert.equal(after.get(lsid)?.id, id);
    assert.ok(after.has(added));
  });

  it('is verified: rows that somebody deleted are found, and a session that is gone is brought back', async () => {
    await setUp('PRA', { sessions: 20 });
    assert.deepEqual(await run(), [20, 0]);
    const [gone, damaged] = Array.from(appliance.sessions, ({ lsid }) => lsid);
    await byHand(`DELETE FROM [session] WHERE [lsid] = N'${gone}'`);
    await byHand(`DELETE FROM [user] WHERE [session_id] IN (SELECT [id] FROM [session] WHERE [lsid] = N'${damaged}')`);
    const found = await verified();
    assert.equal(found.code, 1);
    assert.deepEqual(found.counts, { intact: 18, missing: 1, changed: 1 });
    const key = (lsid: string | undefined) => `${appliance.host}/sessions/${lsid}`;
    assert.deepEqual(new Set(found.keys), new Set([key(gone), key(damaged)]));

    assert.deepEqual((await verified('--repair')).counts, { intact: 19, missing: 0, changed: 1 });
    assert.deepEqual((await stored()).get(gone ?? '')?.rows, expected().get(gone ?? ''));
  });

  /** Some of what is set wrongly, and what a person is told then. The others are tried without a process for each. */
  const mistakes: readonly {
    readonly what: string;
    readonly changes: Readonly<Record<string, unknown>>;
    readonly code: number;
    readonly says: readonly RegExp[];
  }[] = [
    {
      what: 'a server that is not there',
      changes: { server: 'db.invalid' },
      code: 3,
      says: [/no connection to db\.invalid/, /Check server and port/],
    },
    {
      what: 'a wrong password',
      changes: { password: 'not-the-one' },
      code: 1,
      says: [/Login failed for user 'sa'/, /Correct username, password/],
    },
    {
      what: 'a certificate of an authority that nobody named',
      changes: { caFile: undefined },
      code: 1,
      says: [/certificate of localhost,\d+\/\S+ is not trusted/, /caFile/],
    },
  ];

  /** The same by a connection string. */
  function byConnectionString(secret: string): Record<string, unknown> {
    const port = server.double?.port;
    const connectionString = `Server=localhost,${port};Database=${database};User ID=sa;Password=${secret};Encrypt=true`;
    const names = ['server', 'port', 'database', 'username', 'password'];
    return { ...Object.fromEntries(names.map((name) => [name, undefined])), connectionString };
  }

  it('says what is wrong with its settings and what to do, and delivers once they are right', async function () {
    if (!isDouble) this.skip();
    await setUp('RS', { sessions: 3 });
    for (const { what, changes, code, says } of mistakes) {
      await apply(changes);
      const test = await ic('destination', 'test', 'Warehouse');
      assert.equal(test.code, code, `${what}: ${test.stdout}${test.stderr}`);
      for (const pattern of says) assert.match(test.stdout, pattern, what);
      assert.equal((await stored()).size, 0);
    }
    await apply({ password: 'not-the-one' });
    const { code, stderr } = await ic('schedule', 'run', 'Now');
    assert.equal(code, 1);
    for (const pattern of [/Login failed for user 'sa'/, /Correct username, password/]) assert.match(stderr, pattern);
    await apply(byConnectionString(password));
    assert.deepEqual(await run(), [3, 0]);
    assert.equal((await verified()).counts.intact, 3);
  });
});
