import assert from 'node:assert/strict';
import type { PreviewReport } from '@integration-client/core/run';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';

const operations = ['sessions', 'session-recordings', 'site-backups'] as const;

describe('ic schedule run --dry-run', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create();
    appliance = await SimulatedAppliance.start({ sessions: 0, presentations: 0 });
    await home.apply(settingsFor(home, appliance, operations, { database: true }));
  });

  afterEach(async () => {
    await appliance.stop();
    await home.remove();
  });

  async function preview(): Promise<PreviewReport> {
    const { code, stdout, stderr } = await home.ic('schedule', 'run', 'Now', '--dry-run', '--json');
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as PreviewReport;
  }

  it('counts what was delivered already, and each item once', async () => {
    appliance.addSession({ endTime: new Date() });
    await home.run();
    appliance.addSession({ endTime: new Date() });
    const [files] = (await preview()).transfers;
    assert.equal(files?.operations.sessions?.delivered, 1);
    assert.equal(files?.operations.sessions?.unchanged, 1);
  });

  it('says so to people, and what a run would run into', async () => {
    appliance.addSession({ endTime: new Date() });
    const { stdout } = await home.ic('schedule', 'run', 'Now', '--dry-run');
    assert.match(stdout, /Dry run, nothing was stored: 4 items would be delivered \(at least \d/);
    await appliance.stop();
    const { code } = await home.ic('schedule', 'run', 'Now', '--dry-run');
    assert.equal(code, 3);
  });
});
