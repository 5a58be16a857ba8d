import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { connectionConfig } from '@integration-client/core/store/sqlserver/connection';
import { SqlServerLeases } from '@integration-client/core/store/sqlserver/leases';
import type { Store } from '@integration-client/core/store/store';
import { nodeDisk } from '@integration-client/sdk';
import { until } from '../../support/until.js';
import { type Dialect, forEachDialect } from './settings-server.js';
import { TemporaryHome } from './temporary-home.js';

forEachDialect('leases of a settings database', (dialect: Dialect, server) => {
  let home: TemporaryHome;
  let store: Store;

  beforeEach(async () => {
    home = await TemporaryHome.withDatabase(server());
    store = await home.open();
  });
  afterEach(async () => {
    await store.close();
    await home.remove();
  });

  it('are had once, and again when they were given back', async () => {
    const first = await store.lease('a');
    assert.equal(await store.lease('a'), undefined);
    assert.ok((await store.lease('A')) !== undefined, 'names differ in case');
    await first?.release();
    const second = await store.lease('a');
    await first?.release();
    assert.equal(await store.lease('a'), undefined, 'what was given back is given back once');
    assert.equal(second?.lost.aborted, false);
  });

  it('are not elsewhere where this program has them', async () => {
    const lease = await store.lease('a');
    assert.deepEqual(await store.leasesElsewhere(), new Map());
    await lease?.release();
  });

  if (dialect === 'SQLite') return;

  it('say who has them, as long as that program has them', async () => {
    const name = `schedule ${'x'.repeat(400)}`;
    const other = await home.open(() => new Date('2026-01-02T03:04:05Z'));
    const lease = await other.lease(name);
    const holder = { machine: hostname(), pid: process.pid, since: new Date('2026-01-02T03:04:05Z') };
    assert.deepEqual(await store.leasesElsewhere(), new Map([[name, holder]]));
    await lease?.release();
    assert.deepEqual(await store.leasesElsewhere(), new Map());
    await other.lease(name);
    await other.close();
    await until(async () => (await store.leasesElsewhere()).size === 0);
    assert.ok((await store.lease(name)) !== undefined, "what a program left behind is in nobody's way");
  });

  it('are those of one program, however long their names are, and go when it closes its store', async () => {
    const other = await home.open();
    const name = 'x'.repeat(400);
    try {
      const lease = await store.lease(`${name}1`);
      assert.equal(await other.lease(`${name}1`), undefined);
      await (await other.lease(`${name}2`))?.release();
      await lease?.release();
      assert.ok((await other.lease(`${name}1`)) !== undefined);
      assert.equal(await store.lease(`${name}1`), undefined);
      await other.close();
      await until(async () => (await store.lease(`${name}1`)) !== undefined);
    } finally {
      await other.close();
    }
  });

  it('are lost with their connection, which is noticed', async function () {
    const settings = server() ?? assert.fail();
    const { double } = settings;
    if (double === undefined) return this.skip();
    const database = settings.newDatabaseName();
    double.createDatabase(database);
    const config = await connectionConfig(settings.place(database), nodeDisk);
    const [one, other] = [new SqlServerLeases(config, 20), new SqlServerLeases(config, 20)];
    try {
      const lease = await one.take('a');
      await one.take('b');
      double.dropConnections();
      await until(async () => lease?.lost.aborted === true);
      assert.equal(lease?.lost.reason.code, 'lease-lost');
      assert.ok((await other.take('a')) !== undefined);
      assert.equal(await one.take('a'), undefined);
      await lease?.release();
      assert.equal(await one.take('a'), undefined, 'what was lost is not given back');
      await until(async () => (await one.take('b')) !== undefined);
    } finally {
      await one.close();
      await other.close();
    }
  });
});
