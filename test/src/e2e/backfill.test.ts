import assert from 'node:assert/strict';
import type { BackfillReport } from '@integration-client/core/application';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';

const day = 86_400_000;
const week = 7 * day;

describe('ic backfill', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
    appliance = await SimulatedAppliance.start({ sessions: 0, presentations: 0, recordings: 'none' });
  });

  afterEach(async () => {
    await appliance.stop();
    await home.remove();
  });

  const settings = (...operations: string[]) => settingsFor(home, appliance, operations);
  const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
  const ended = (start: Date) => ({ startTime: start, endTime: new Date(start.getTime() + 60_000) });

  async function backfill(...parameters: string[]): Promise<{ code: number | null; report: BackfillReport }> {
    const { code, stdout, stderr } = await home.ic('backfill', '--json', ...parameters);
    assert.notEqual(stdout, '', stderr);
    return { code, report: JSON.parse(stdout) as BackfillReport };
  }

  /** Beginnings of the windows that reports were asked for, oldest first. */
  const asked = () =>
    appliance.requests
      .filter(({ parameters }) => parameters.start_time !== undefined)
      .map(({ parameters }) => Number(parameters.start_time) * 1000);

  it('delivers the sessions of its days in the zone of the settings, once, and moves no checkpoint', async () => {
    await home.apply({
      ...settings('sessions', 'session-recordings', 'site-backups'),
      application: { timeZone: 'Pacific/Auckland' },
    });
    // The second of March there is from 11:00 UTC of the first to 11:00 of the second.
    appliance.addSession(ended(new Date('2026-03-01T10:59:59Z')));
    const first = appliance.addSession({ ...ended(new Date('2026-03-01T11:00:00Z')), sessionRecording: true });
    const last = appliance.addSession(ended(new Date('2026-03-02T10:59:59Z')));
    appliance.addSession(ended(new Date('2026-03-02T11:00:00Z')));
    const { code, report } = await backfill('--from', '2026-03-02', '--to', '2026-03-02', '--schedule', 'Now');
    assert.equal(code, 0);
    assert.deepEqual([report.from, report.to], ['2026-03-01T11:00:00.000Z', '2026-03-02T11:00:00.000Z']);
    const names = [first, last].map(({ lseq, lsid }) => `${lseq}-${lsid}`);
    assert.deepEqual(await home.files('sessions'), names.map((name) => `${name}.xml`).sort());
    assert.deepEqual(await home.files('session-recordings'), [`${names[0]}.m4v`]);
    assert.deepEqual(await home.files('site-backups'), [], 'the past has no backups');

    const again = await backfill('--from', '2026-03-02', '--to', '2026-03-02');
    const counts = again.report.transfers[0]?.operations;
    assert.deepEqual([counts?.sessions?.delivered, counts?.sessions?.unchanged], [0, 2]);
    const run = await home.run();
    assert.equal(run.report.transfers[0]?.operations.sessions?.delivered, 2, 'the schedule has its own work');
    assert.equal(run.report.transfers[0]?.operations.sessions?.unchanged, 2);
  });

  it('goes on where a site could not be reached', async () => {
    await home.apply(settings('sessions'));
    const begin = Math.floor(Date.now() / day) * day - 3 * week;
    for (const at of [0, week]) appliance.addSession(ended(new Date(begin + at)));
    const range = ['--from', dayOf(begin), '--to', dayOf(begin + week)];
    appliance.fault({ on: 'report', kind: 'status-404', skip: 1 });
    assert.notEqual((await backfill(...range)).code, 0);
    assert.equal((await home.files('sessions')).length, 1);

    appliance.clearFaults();
    const before = asked().length;
    assert.equal((await backfill(...range)).code, 0);
    assert.ok((asked()[before] ?? 0) > begin, 'what was complete is not asked for again');
    assert.equal((await home.files('sessions')).length, 2);
  });

  it('says what is wrong with days and names, all at once', async () => {
    await home.apply(settings('sessions'));
    const wrong = await home.ic('backfill', '--from', '2999-01-01', '--to', '2998-01-01');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--from: 2999-01-01 has not come yet/);
    assert.match(wrong.stderr, /--to: 2998-01-01 is before 2999-01-01/);
    const range = ['backfill', '--from', '2026-01-01', '--to', '2026-01-02'];
    const none = await home.ic(...range, '--destination', 'Storage');
    assert.equal(none.code, 2);
    assert.match(none.stderr, /nothing that this backfill could move/);
    assert.match((await home.ic(...range, '--site', 'Exampel')).stderr, /Did you mean "Example"/);
    assert.match((await home.ic(...range, '--operation', 'site-backups')).stderr, /backup of the past/);
    const all = ['--site', 'Example', '--destination', 'Storage', '--operation'];
    assert.match((await home.ic(...range, ...all, 'presentations')).stderr, /does not accept presentations/);
    assert.equal((await home.ic(...range, ...all, 'sessions')).code, 0);
  });
});
