import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { until } from '../support/until.js';

describe('ic-host', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
    appliance = await SimulatedAppliance.start({ sessions: 5, recordings: 'none' });
  });

  afterEach(async () => {
    await home.remove();
    await appliance.stop();
  });

  async function status(): Promise<{
    scheduler: string;
    schedules: { lastRun?: string; nextRun?: string; lastOutcome?: string }[];
  }> {
    return JSON.parse((await home.ic('status', '--json')).stdout);
  }

  it('runs once in a home, takes new settings without a restart, keeps the times of schedules, and stops cleanly', async () => {
    const host = home.start('ic-host');
    await host.printed('Scheduler started');
    if (process.platform !== 'win32') {
      // Its owner's alone.
      const socket = join(home.home, 'ic.sock');
      assert.equal((await stat(socket)).mode & 0o077, 0);
      await new Promise<void>((resolve, reject) => {
        createConnection(socket, resolve).on('error', reject).unref();
      });
    }
    const second = await home.start('ic-host').finished();
    assert.equal(second.code, 2);
    assert.match(second.stderr, /already/);

    // A new schedule is run at once.
    const settings = settingsFor(home, appliance, ['sessions']);
    Object.assign(settings.schedules[0] ?? {}, { enabled: true });
    await home.apply(settings);
    await until(async () => (await status()).schedules[0]?.lastRun !== undefined, 250);
    const { scheduler, schedules } = await status();
    assert.equal(scheduler, 'running');
    assert.equal(schedules[0]?.lastOutcome, 'done');
    assert.ok(Date.parse(schedules[0]?.nextRun ?? '') > Date.now());
    assert.equal((await home.files('sessions')).length, 5);

    // For the command line it runs what is asked for.
    appliance.addSession({ endTime: new Date() });
    const { code, report, stderr } = await home.run();
    assert.equal(code, 0, stderr);
    assert.equal(report.outcome, 'done');
    assert.equal((await home.files('sessions')).length, 6);

    assert.equal((await host.stop()).code, 0);
    assert.equal((await status()).scheduler, 'not installed');
    const log = (await home.ic('logs', '--service')).stdout;
    assert.match(log, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[.+\] INFO /m);
    assert.equal(log.match(/\[Now\] INFO Run of 1 transfer/g)?.length, 2, log);
  });

  it('says what to do where there is no settings database', async () => {
    const { code, stdout, stderr } = await home
      .start('ic-host', '--json', '--home', join(home.directory, 'elsewhere'))
      .finished();
    assert.equal(code, 2);
    assert.match(stderr, /ic init/);
    assert.equal(JSON.parse(stdout).error.code, 'no-settings-database');
  });

  it('loses and doubles nothing when it is killed in the middle', async () => {
    const { lsid } = appliance.addSession({ endTime: new Date(), sessionRecording: true, recordingBytes: 3_000_000 });
    const slow = appliance.fault({ on: 'recording', kind: 'slow', bytesPerSecond: 200_000 });
    const settings = settingsFor(home, appliance, ['sessions', 'session-recordings']);
    Object.assign(settings.schedules[0] ?? {}, { enabled: true });
    await home.apply(settings);
    const host = home.start('ic-host');
    await until(async () => slow.struck > 0 && (await home.files('session-recordings')).length > 0);
    await host.stop('SIGKILL');
    appliance.clearFaults();
    const { code, stderr } = await home.run();
    assert.equal(code, 0, stderr);
    assert.equal((await home.files('sessions')).length, 6);
    // Besides it there may be what the killed one was writing: under no final name, and removed by a later delivery.
    const [recording = '', ...others] = (await home.files('session-recordings')).filter(
      (name) => !name.startsWith('.'),
    );
    assert.deepEqual(others, []);
    assert.deepEqual(
      await home.read('session-recordings', recording),
      await appliance.recording(lsid, 'session-recordings').bytes(),
    );
  });

  it('keeps secrets out of its files in clear', async () => {
    await home.apply(settingsFor(home, appliance, ['sessions']));
    await home.run();
    const { stdout } = await home.ic('export');
    assert.ok(!stdout.includes(appliance.clientSecret));
    for (const name of ['settings.db', 'settings.db-wal']) {
      const bytes = await readFile(join(home.directory, 'home', name)).catch(() => Buffer.alloc(0));
      assert.ok(!bytes.includes(appliance.clientSecret), name);
    }
  });
});
