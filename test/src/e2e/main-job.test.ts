import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { DatabaseSync } from '@photostructure/sqlite';
import { settingsFor, TestHome } from '../support/test-home.js';

const sample = new URL('../../fixtures/samples/access-session.xml', import.meta.url);
const sampleName = '8-e9e99aeb9ad54fb381634498502c5a1b.xml';

const everything = [
  'sessions',
  'session-recordings',
  'command-shell-recordings',
  'show-my-screen-recordings',
  'presentations',
  'presentation-recordings',
  'site-backups',
];

describe('the main job, through the command line', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
  });

  afterEach(async () => {
    await appliance.stop();
    await home.remove();
  });

  it('delivers a session of a PRA appliance to a file, and to the database, once', async () => {
    appliance = await SimulatedAppliance.start({ product: 'PRA', sessions: 0 });
    appliance.addSessionsFrom(await readFile(sample));
    const { sites, ...settings } = settingsFor(home, appliance, ['sessions']);
    await home.apply({ ...settings, sites: sites.map(({ caFile: _, ...site }) => site) });

    // A process of its own, as it is for people. What Node is told to trust counts there and in the transfer's process.
    process.env.NODE_EXTRA_CA_CERTS = appliance.caFile;
    const program = home.start('ic', 'schedule', 'run', 'Now');
    delete process.env.NODE_EXTRA_CA_CERTS;
    const first = await program.finished();
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(await home.files('sessions'), [sampleName]);
    const [report, stored] = await Promise.all([readFile(sample, 'utf8'), home.read('sessions', sampleName)]);
    const element = report.slice(report.indexOf('<session '), report.indexOf('</session>') + '</session>'.length);
    assert.equal(stored.toString(), `<?xml version="1.0" encoding="UTF-8"?>\n${element}\n`);

    await home.apply(settingsFor(home, appliance, ['sessions'], { database: true }));
    for (const delivered of [
      [0, 1],
      [0, 0],
    ]) {
      const { code, report, stderr } = await home.run();
      assert.equal(code, 0, stderr);
      assert.deepEqual(
        report.transfers.map(({ operations }) => operations.sessions?.delivered),
        delivered,
      );
    }
    assert.deepEqual(await home.files('sessions'), [sampleName]);
    assert.deepEqual(rows(home, 'select lsid, lseq, start_time, host_name from session'), [
      {
        lsid: 'e9e99aeb9ad54fb381634498502c5a1b',
        lseq: 8,
        start_time: '2024-12-03 15:26:05',
        host_name: appliance.host,
      },
    ]);
    assert.deepEqual(rows(home, 'select user_name, display_name, is_owner from user'), [
      { user_name: 'admin', display_name: 'Admin', is_owner: 1 },
    ]);
  });

  it('moves every operation of an RS appliance, and nothing again', async () => {
    appliance = await SimulatedAppliance.start({
      product: 'RS',
      sessions: 6,
      recordings: 'some',
      recordingBytes: 20_000,
    });
    appliance.addSession({ endTime: new Date(), sessionRecording: true, commandShells: 1 });
    await home.apply(settingsFor(home, appliance, everything, { database: true }));
    const first = await home.run();
    assert.equal(first.code, 0, first.stderr);

    const announced = [...appliance.sessions].flatMap((session) => session.recordings);
    const count = (operation: string) => announced.filter((recording) => recording.operation === operation).length;
    assert.equal((await home.files('sessions')).length, 7);
    assert.ok(count('session-recordings') > 0 && count('command-shell-recordings') > 0);
    for (const operation of everything.slice(1, 4)) {
      assert.equal((await home.files(operation)).length, count(operation), operation);
    }
    assert.equal((await home.files('presentations')).length, 2);
    assert.equal((await home.files('site-backups')).length, 1);
    assert.equal(rows(home, 'select id from session').length, 7);

    const before = await Promise.all(everything.slice(0, 6).map((operation) => home.files(operation)));
    const second = await home.run();
    assert.equal(second.code, 0, second.stderr);
    for (const transfer of second.report.transfers) {
      for (const [operation, counts] of Object.entries(transfer.operations)) {
        assert.equal(counts.delivered, operation === 'site-backups' ? 1 : 0, operation);
      }
    }
    assert.deepEqual(await Promise.all(everything.slice(0, 6).map((operation) => home.files(operation))), before);
  });
});

function rows(home: TestHome, query: string): unknown[] {
  const database = new DatabaseSync(home.database, { readOnly: true });
  try {
    return database
      .prepare(query)
      .all()
      .map((row) => ({ ...(row as object) }));
  } finally {
    database.close();
  }
}
