import assert from 'node:assert/strict';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { DatabaseSync } from '@photostructure/sqlite';
import { settingsFor, TestHome } from '../support/test-home.js';

describe('the main job, through the command line', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create();
  });

  afterEach(async () => {
    await appliance.stop();
    await home.remove();
  });

  it('stores recordings byte for byte, and does not fetch them again', async () => {
    appliance = await SimulatedAppliance.start({ sessions: 0 });
    const { lsid, lseq } = appliance.addSession({ endTime: new Date(), sessionRecording: true, commandShells: 2 });
    await home.apply(settingsFor(home, appliance, ['session-recordings', 'command-shell-recordings']));
    assert.equal((await home.run()).code, 0);
    const [recording] = await home.files('session-recordings');
    assert.equal(recording, `${lseq}-${lsid}.m4v`);
    assert.deepEqual(
      await home.read('session-recordings', recording),
      await appliance.recording(lsid, 'session-recordings').bytes(),
    );
    const shells = await home.files('command-shell-recordings');
    assert.equal(shells.length, 2);
    for (const [instance, name] of shells.entries()) {
      const expected = await appliance.recording(lsid, 'command-shell-recordings', instance).bytes();
      assert.deepEqual(await home.read('command-shell-recordings', name), expected);
    }

    appliance.resetRequests();
    assert.equal((await home.run()).code, 0);
    const reports = appliance.requests.map(({ report }) => report);
    assert.ok(reports.includes('SupportSession'), 'the session is seen again');
    assert.deepEqual(
      reports.filter((report) => report?.includes('Recording')),
      [],
    );
  });

  it('keeps sight of a session in progress and delivers it when it has ended', async () => {
    appliance = await SimulatedAppliance.start({ sessions: 1 });
    const { lsid } = appliance.addSession({ startTime: new Date(Date.now() - 2 * 3600_000) });
    await home.apply(settingsFor(home, appliance, ['sessions']));
    const first = await home.run();
    assert.equal(first.report.transfers[0]?.operations.sessions?.pending, 1);
    assert.equal((await home.files('sessions')).length, 1);

    appliance.endSession(lsid);
    const second = await home.run();
    assert.equal(second.report.transfers[0]?.operations.sessions?.delivered, 1);
    assert.ok((await home.files('sessions')).some((name) => name.includes(lsid)));
  });

  it('delivers after seven days what never ends', async () => {
    let now = new Date('2026-05-01T12:00:00Z');
    appliance = await SimulatedAppliance.start({ sessions: 1, now: () => now });
    const { lsid } = appliance.addSession({ startTime: new Date('2026-05-01T10:00:00Z'), endTime: null });
    await home.apply(settingsFor(home, appliance, ['sessions']));
    await home.run();
    now = new Date('2026-05-07T10:00:00Z');
    await home.run();
    assert.ok(!(await home.files('sessions')).some((name) => name.includes(lsid)));
    now = new Date('2026-05-08T11:00:00Z');
    assert.equal((await home.run()).code, 0);
    assert.ok((await home.files('sessions')).some((name) => name.includes(lsid)));
  });

  it('replaces a session that changed after it was delivered, and counts each session once', async () => {
    appliance = await SimulatedAppliance.start({ sessions: 2 });
    // Short and late: it is reported by its beginning and by its end.
    appliance.addSession({ startTime: new Date(Date.now() - 60_000), endTime: new Date(Date.now() - 30_000) });
    await home.apply(settingsFor(home, appliance, ['sessions'], { database: true }));
    await home.run();
    const newest = [...appliance.sessions].sort((a, b) => Number(a.endTime) - Number(b.endTime)).at(-1);
    assert.ok(newest);
    appliance.changeSession(newest.lsid, { externalKey: 'TICKET-7' });
    const { report } = await home.run();
    assert.deepEqual(
      report.transfers.map(({ operations: { sessions } }) => [sessions?.delivered, sessions?.unchanged]),
      [
        [1, 0],
        [1, 0],
      ],
    );
    assert.equal((await home.files('sessions')).length, 3);
    assert.deepEqual(rows(home, "select external_key from session where external_key = 'TICKET-7'").length, 1);
  });

  it('finds what ended while the client was away for a month', async () => {
    let now = new Date('2026-03-01T00:00:00Z');
    appliance = await SimulatedAppliance.start({ sessions: 5, now: () => now });
    await home.apply(settingsFor(home, appliance, ['sessions']));
    await home.run();
    for (let day = 2; day <= 30; day += 4) {
      const endTime = new Date(Date.UTC(2026, 2, day, 10));
      appliance.addSession({ startTime: new Date(endTime.getTime() - 600_000), endTime });
    }
    now = new Date('2026-03-31T00:00:00Z');
    assert.equal((await home.run()).code, 0);
    assert.equal((await home.files('sessions')).length, 13);
  });

  it('gives every file a name inside its directory, whatever the external key says', async () => {
    appliance = await SimulatedAppliance.start({ sessions: 23, dirty: true });
    appliance.addSession({ endTime: new Date(), externalKey: '../../../etc/passwd' });
    const settings = settingsFor(home, appliance, ['sessions']);
    Object.assign(settings.archive.sessions ?? {}, { fileName: '%EXTERNAL_KEY%.xml' });
    await home.apply(settings);
    const { code, stderr } = await home.run();
    assert.equal(code, 0, stderr);
    assert.equal((await home.files('sessions')).length, 24);
    assert.ok((await home.files('sessions')).some((name) => name.includes('etc') && name.includes('passwd')));
  });

  it('keeps so many prior backups as the settings say', async () => {
    appliance = await SimulatedAppliance.start({ sessions: 0 });
    const settings = settingsFor(home, appliance, ['site-backups']);
    Object.assign(settings.archive['site-backups'] ?? {}, { retentionCount: 1 });
    Object.assign(settings.sites[0] ?? {}, { backupPassword: 'open sesame' });
    await home.apply(settings);
    for (let run = 0; run < 3; run++) assert.equal((await home.run()).code, 0);
    assert.equal((await home.files('site-backups')).length, 2);
    assert.equal(appliance.backups.length, 3);
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
