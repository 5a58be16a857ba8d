import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatusReport } from '@integration-client/core/application';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { until } from '../support/until.js';

describe('settings that change while a host runs', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create();
    appliance = await SimulatedAppliance.start({ sessions: 3, recordings: 'none', presentations: 0 });
  });
  afterEach(async () => {
    await home.remove();
    await appliance.stop();
  });

  const status = async () => JSON.parse((await home.ic('status', '--json')).stdout) as StatusReport;

  it('interrupt nothing that they do not change; what is faulty changes nothing, and says so', async () => {
    const settings = settingsFor(home, appliance, ['sessions']);
    const slow = { ...settings.schedules[0], name: 'Slow', enabled: true };
    await home.apply({ ...settings, schedules: [slow] });
    // The run stands still in the middle until the fault is over.
    appliance.fault({ on: 'report', kind: 'stall', times: 1 });
    const host = home.start('ic-host');
    await until(async () => appliance.requests.some(({ report }) => report !== undefined && report !== 'get_api_info'));

    const before = (await home.ic('export')).stdout;
    const faulty = join(home.directory, 'faulty.yaml');
    const wrong = {
      schedules: [
        { name: 'Slow', every: { minutes: 0 } },
        { name: 'New', every: { hours: 1 }, transfers: [{ site: 'Exampel' }] },
      ],
    };
    await writeFile(faulty, JSON.stringify(wrong));
    const refused = await home.ic('apply', '-f', faulty);
    assert.equal(refused.code, 2);
    for (const part of ['schedules[0].every', 'Example', 'schedules[1].transfers']) {
      assert.ok(refused.stderr.includes(part), `${part} in ${refused.stderr}`);
    }
    assert.equal((await home.ic('export')).stdout, before, 'the old settings hold');

    const other = {
      ...slow,
      name: 'Other',
      transfers: [{ site: 'Example', destination: 'Storage', operations: ['sessions'] }],
    };
    await home.apply({ schedules: [other], application: { logLevel: 'debug' } });
    await until(
      async () => (await status()).schedules.find(({ name }) => name === 'Other')?.lastOutcome === 'done',
      250,
    );
    const [own] = (await status()).schedules;
    assert.equal(own?.running, true, 'the run goes on');
    assert.equal((await host.stop()).code, 0);
    assert.ok(!host.output.includes('worker-died'));
  });
});
