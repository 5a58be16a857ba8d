import assert from 'node:assert/strict';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { StatusReport } from '@integration-client/core/application';
import { resolveHome } from '@integration-client/core/home';
import type { RunReport } from '@integration-client/core/run';
import { openStore } from '@integration-client/core/store/open-store';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { DatabaseSync } from '@photostructure/sqlite';
import { settingsFor, TestHome } from '../support/test-home.js';
import { until } from '../support/until.js';
import { SettingsServer } from '../unit/store/settings-server.js';

const sessions = 40;
const names = ['One', 'Two'];

describe('two hosts on one settings database', () => {
  let server: SettingsServer;
  let appliance: SimulatedAppliance;
  let homes: TestHome[];

  beforeEach(async () => {
    server = await SettingsServer.start();
    appliance = await SimulatedAppliance.start({ sessions, presentations: 0, recordings: 'none' });
    homes = [];
    for (const _ of [1, 2]) homes.push(await emptyHome());
  });

  afterEach(async () => {
    for (const home of homes) await home.remove();
    await appliance.stop();
    await server.stop();
  });

  const first = () => homes[0] ?? assert.fail();
  const second = () => homes[1] ?? assert.fail();

  /** A home on the settings database of the first one: with the same key, and told where it is. */
  async function emptyHome(): Promise<TestHome> {
    const home = await TestHome.create({ initialised: false });
    const files = resolveHome(home.home);
    if (homes[0] === undefined) {
      const connection = join(home.directory, 'connection');
      await writeFile(connection, server.connectionString(server.newDatabaseName()));
      const { code, stderr } = await home.ic('init', '--settings', 'sqlserver', '--connection', `file:${connection}`);
      assert.equal(code, 0, stderr);
    } else {
      const from = resolveHome(homes[0].home);
      await mkdir(files.directory, { mode: 0o700 });
      await copyFile(from.key, files.key);
      await copyFile(from.settingsPlace, files.settingsPlace);
    }
    return home;
  }

  /** Schedules that are due at once, to one archive. */
  async function apply(): Promise<void> {
    const settings = settingsFor(first(), appliance, ['sessions'], { database: true });
    const schedules = names.map((name) => ({
      name,
      enabled: true,
      every: { hours: 1 },
      transfers: settings.schedules[0]?.transfers ?? [],
    }));
    await first().apply({ ...settings, schedules });
  }

  async function runs(): Promise<readonly RunReport[]> {
    const store = await openStore(resolveHome(first().home));
    try {
      return await store.recentRuns(100);
    } finally {
      await store.close();
    }
  }

  async function statusOf(home: TestHome): Promise<StatusReport> {
    const { code, stdout, stderr } = await home.ic('status', '--json');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as StatusReport;
  }

  /** How often each schedule ran, and what is stored. */
  async function outcome() {
    const ran = (await runs()).map(({ schedule }) => schedule).sort();
    const database = new DatabaseSync(first().database, { readOnly: true });
    try {
      const { count } = database.prepare('select count(*) as count from session').get() as { count: number };
      return { ran, files: (await first().files('sessions')).length, rows: count };
    } finally {
      database.close();
    }
  }

  const expected = { ran: [...names].sort(), files: sessions, rows: sessions };

  it('run each due time once', async () => {
    await apply();
    const hosts = homes.map((home) => home.start('ic-host'));
    await until(async () => (await runs()).length >= names.length, 1_000);
    for (const host of hosts) assert.equal((await host.stop()).code, 0);
    assert.deepEqual(await outcome(), expected);
  });

  it('take over from one that is killed, and double nothing', async () => {
    await apply();
    appliance.fault({ on: 'report', kind: 'stall', skip: 1 });
    const dead = first().start('ic-host');
    for (const name of names) await dead.printed(`[${name}] INFO Run of 2 transfer(s) begins`);
    const alive = second().start('ic-host');
    await alive.printed('Scheduler started');
    const refused = await second().ic('schedule', 'run', 'One');
    assert.match(refused.stderr, /is running already/);
    assert.ok(!alive.output.includes('begins'), alive.output);
    const { schedules } = await statusOf(second());
    assert.deepEqual(
      schedules.map(({ name, running, runningOn }) => ({ name, running, on: runningOn?.machine, pid: runningOn?.pid })),
      names.map((name) => ({ name, running: true, on: hostname(), pid: dead.process.pid })),
    );
    const text = (await second().ic('status')).stdout;
    assert.ok(text.includes(`running on ${hostname()} (process ${dead.process.pid})`), text);
    const own = (await statusOf(first())).schedules.map(({ running, runningOn }) => ({ running, runningOn }));
    assert.deepEqual(own, Array(names.length).fill({ running: true, runningOn: undefined }));
    await dead.stop('SIGKILL');
    appliance.clearFaults();
    await until(async () => (await runs()).length >= names.length, 1_000);
    assert.ok((await statusOf(second())).schedules.every(({ runningOn }) => runningOn === undefined));
    assert.equal((await alive.stop()).code, 0);
    assert.deepEqual(await outcome(), expected);
  });
});
