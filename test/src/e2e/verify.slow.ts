import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DestinationVerification, Finding, VerifyReport } from '@integration-client/core/verification';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { DatabaseSync } from '@photostructure/sqlite';
import { settingsFor, TestHome } from '../support/test-home.js';

const operations = ['sessions', 'session-recordings'];

describe('verify, through the command line', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create();
    appliance = await SimulatedAppliance.start({ sessions: 4, recordings: 'all', recordingBytes: 20_000 });
  });

  /** A run that stores everything as files, and with `database` the sessions in a database as well. */
  async function deliver({ database = false } = {}): Promise<void> {
    await home.apply(settingsFor(home, appliance, operations, { database }));
    const { code, stderr } = await home.run();
    assert.equal(code, 0, stderr);
  }

  afterEach(async () => {
    await appliance.stop();
    await home.remove();
  });

  async function verify(...parameters: string[]) {
    const { code, stdout, stderr } = await home.ic('verify', '--json', ...parameters);
    assert.notEqual(stdout, '', stderr);
    const report = JSON.parse(stdout) as VerifyReport;
    const of = (name: string): DestinationVerification => {
      const found = report.destinations.find(({ destination }) => destination === name);
      assert.ok(found);
      return found;
    };
    return { code, stderr, report, archive: () => of('Archive'), storage: () => of('Storage') };
  }

  const intact = (checked: number) => ({ checked, intact: checked, missing: 0, changed: 0, released: 0, extra: 0 });
  const locations = (findings: readonly Finding[]) => findings.map(({ what, location }) => [what, location]);
  const archived = (...path: string[]) => join(home.archive, ...path);

  async function path(directory: string, index: number): Promise<string> {
    return archived(directory, (await home.files(directory))[index] ?? '');
  }

  function inDatabase<T>(work: (database: InstanceType<typeof DatabaseSync>) => T): T {
    const database = new DatabaseSync(home.database);
    try {
      return work(database);
    } finally {
      database.close();
    }
  }

  it('finds everything intact after a run, changes nothing, and a run after it has nothing to do', async () => {
    await deliver({ database: true });
    const contents = async () => Promise.all((await home.files('sessions')).map((name) => home.read('sessions', name)));
    const before = await contents();
    const { code, stderr, archive, storage } = await verify();
    assert.equal(code, 0, stderr);
    assert.deepEqual([archive().counts, storage().counts], [intact(8), intact(4)]);
    assert.deepEqual([archive().findings, storage().findings], [[], []]);
    const part = await verify('--destination', 'Archive', '--operation', 'sessions', '--site', 'Example');
    const { extra: _, ...counts } = intact(4);
    assert.deepEqual(
      part.report.destinations.map((each) => each.counts),
      [counts],
    );
    assert.equal((await home.ic('verify', '--site', 'Exampl')).code, 2);
    const { report } = await home.run();
    assert.ok(report.transfers.every(({ operations: counts }) => (counts.sessions?.delivered ?? 0) === 0));
    assert.deepEqual(await contents(), before);
  });

  it('finds exactly what is missing, changed and extra, and brings back what is missing', async () => {
    await deliver({ database: true });
    const [gone, changed] = [await path('sessions', 0), await path('sessions', 1)];
    const recording = await path('session-recordings', 2);
    const original = await readFile(recording);
    await rm(gone);
    await rm(recording);
    const damaged = await readFile(changed);
    damaged[200] = (damaged[200] ?? 0) ^ 1;
    await writeFile(changed, damaged);
    await writeFile(archived('sessions', 'foreign.xml'), '<x/>');
    const lsid = inDatabase((database) => {
      const row = database.prepare('select lsid from session order by id limit 1').get();
      database.exec('pragma foreign_keys = on');
      database.prepare('delete from session where lsid = ?').run(row?.lsid ?? '');
      return row?.lsid;
    });

    const found = await verify();
    assert.equal(found.code, 1);
    assert.deepEqual(found.archive().counts, { checked: 8, intact: 5, missing: 2, changed: 1, released: 0, extra: 1 });
    assert.deepEqual(
      new Set(locations(found.archive().findings)),
      new Set([
        ['missing', gone],
        ['missing', recording],
        ['changed', changed],
        ['extra', archived('sessions', 'foreign.xml')],
      ]),
    );
    assert.deepEqual(found.storage().counts, { checked: 4, intact: 3, missing: 1, changed: 0, released: 0, extra: 0 });
    assert.equal(found.storage().findings[0]?.key, `${appliance.host}/sessions/${lsid}`);
    assert.match(found.stderr, /ic verify --repair/);

    const repaired = await verify('--repair');
    assert.equal(repaired.code, 1, 'what was changed still is');
    assert.equal(repaired.archive().repaired, 2);
    assert.deepEqual(repaired.archive().counts, {
      checked: 8,
      intact: 7,
      missing: 0,
      changed: 1,
      released: 0,
      extra: 1,
    });
    assert.deepEqual(repaired.storage().counts, intact(4));
    assert.match(repaired.stderr, /never overwritten/);
    assert.deepEqual(await readFile(recording), original);
    assert.deepEqual(await readFile(changed), damaged);
    assert.deepEqual(JSON.parse((await home.ic('quarantine', 'list', '--json')).stdout), []);
  });

  it('says why something cannot be brought back', async () => {
    await deliver();
    const [session] = [...appliance.sessions];
    assert.ok(session);
    const { lsid, lseq } = session;
    await rm(archived('sessions', `${lseq}-${lsid}.xml`));
    const [other] = [...appliance.sessions].slice(1);
    await rm(archived('session-recordings', `${other?.lseq}-${other?.lsid}.m4v`));
    appliance.removeSession(lsid);
    const text = 'This recording has expired and can no longer be viewed or downloaded.';
    appliance.fault({ on: 'recording', kind: 'error-xml', text });
    const { code, archive } = await verify('--repair', '--destination', 'Archive');
    assert.equal(code, 1);
    const reasons = archive().findings.map(({ operation, reason }) => [operation, reason]);
    assert.equal(reasons.length, 2);
    assert.match(String(reasons.find(([operation]) => operation === 'sessions')?.[1]), /no longer has it/);
    assert.match(String(reasons.find(([operation]) => operation === 'session-recordings')?.[1]), /expired/);
  });

  it('tells an appliance that is down from one that has nothing', async () => {
    await deliver();
    await rm(await path('sessions', 0));
    await appliance.stop();
    const { code, archive } = await verify('--repair', '--destination', 'Archive');
    assert.equal(code, 3);
    assert.equal(archive().counts.missing, 1);
    assert.match(archive().findings[0]?.reason ?? '', new RegExp(appliance.host));
  });

  it('looks at what is left after a site was renamed, and through a running host', async () => {
    await deliver();
    const settings = settingsFor(home, appliance, operations);
    const [site] = settings.sites;
    const [schedule] = settings.schedules;
    const renamed = [{ site: 'Renamed', destination: 'Archive', operations }];
    await home.apply({
      ...settings,
      sites: [{ ...site, name: 'Renamed' }],
      schedules: [{ ...schedule, transfers: renamed }],
    } as never);
    assert.equal((await home.ic('site', 'remove', 'Example', '--yes')).code, 0);
    const host = home.start('ic-host');
    await host.printed('Scheduler started');
    const { code, archive } = await verify();
    assert.equal(code, 0, 'nothing is remembered of what came from the old name');
    assert.deepEqual(archive().counts, { ...intact(0), extra: 8 });
    await host.stop();
  });

  it('takes a place that cannot be looked at for no proof that something is missing', async () => {
    await deliver();
    await rename(archived('sessions'), archived('elsewhere'));
    await writeFile(archived('sessions'), 'a file in place of the directory');
    const { code, archive } = await verify('--destination', 'Archive');
    assert.notEqual(code, 0);
    assert.equal(archive().counts.missing, 0);
    assert.ok(archive().problem);
    await rm(archived('sessions'));
    await mkdir(archived('sessions'));
  });
});
