import assert from 'node:assert/strict';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { until } from '../support/until.js';

describe('ic-host', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create();
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

  it('leaves no half file when it is stopped in the middle of a recording, and finishes at the next start', async () => {
    const { lsid } = appliance.addSession({ endTime: new Date(), sessionRecording: true, recordingBytes: 3_000_000 });
    const slow = appliance.fault({ on: 'recording', kind: 'slow', bytesPerSecond: 200_000 });
    const settings = settingsFor(home, appliance, ['sessions', 'session-recordings']);
    Object.assign(settings.schedules[0] ?? {}, { enabled: true });
    await home.apply(settings);
    const host = home.start('ic-host');
    await until(async () => slow.struck > 0 && (await home.files('session-recordings')).length > 0);
    assert.equal((await host.stop()).code, 0);
    assert.deepEqual(await home.files('session-recordings'), []);

    appliance.clearFaults();
    const again = home.start('ic-host');
    await until(async () => (await home.files('session-recordings')).some((name) => name.endsWith('.m4v')));
    const [name = ''] = await home.files('session-recordings');
    assert.deepEqual(
      await home.read('session-recordings', name),
      await appliance.recording(lsid, 'session-recordings').bytes(),
    );
    await until(async () => (await status()).schedules[0]?.lastOutcome === 'done', 250);
    assert.equal((await again.stop()).code, 0);
  });

  it('ends where it cannot begin its work, though it listens already', async () => {
    // A fault inside: nothing from outside fails just there each time.
    const notifier = import.meta.resolve('@integration-client/core/notify/notifier');
    const fault = `import { Notifier } from '${notifier}'; Notifier.prototype.start = () => Promise.reject(new Error('no start'));`;
    process.env.NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(fault)}`;
    const host = home.start('ic-host');
    delete process.env.NODE_OPTIONS;
    const { code, stderr } = await host.finished();
    assert.equal(code, 1, stderr);
    assert.match(stderr, /ic-host: no start/);
    assert.equal((await status()).scheduler, 'not installed');
  });
});
