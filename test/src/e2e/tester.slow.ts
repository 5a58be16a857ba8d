import assert from 'node:assert/strict';
import type { RunReport } from '@integration-client/core/run';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';

describe('the API Tester, through the command line', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create();
    appliance = await SimulatedAppliance.start({ sessions: 0, presentations: 0 });
    await home.apply(settingsFor(home, appliance, ['sessions', 'session-recordings']));
  });

  afterEach(async () => {
    await appliance.stop();
    await home.remove();
  });

  async function tester(...parameters: string[]): Promise<RunReport> {
    const { code, stdout, stderr } = await home.ic('tester', '--site', 'Example', '--json', ...parameters);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as RunReport;
  }

  it('moves the sessions of some days, again and again, and moves no checkpoint', async () => {
    const ended = (day: string) => ({ startTime: new Date(`${day}T08:00:00Z`), endTime: new Date(`${day}T09:00:00Z`) });
    appliance.addSession(ended('2026-03-01'));
    const wanted = appliance.addSession(ended('2026-03-02'));
    appliance.addSession({ startTime: new Date('2026-03-03T08:00:00Z') });
    const days = ['--destination', 'Archive', '--operation', 'sessions', '--start', '2026-03-02', '--days', '2'];
    await tester(...days);
    assert.deepEqual(await home.files('sessions'), [`${wanted.lseq}-${wanted.lsid}.xml`]);
    const again = await tester(...days);
    assert.equal(again.transfers[0]?.operations.sessions?.unchanged, 1);
    await tester(...days, '--open-sessions');
    assert.equal((await home.files('sessions')).length, 2);

    const { report } = await home.run();
    assert.equal(report.transfers[0]?.operations.sessions?.delivered, 1, 'the schedule still has its own work');
  });

  it('takes days as the settings mean them, and moves from several sites', async () => {
    const settings = settingsFor(home, appliance, ['sessions']);
    const other = { ...settings.sites[0], name: 'Other' };
    const application = { timeZone: 'Pacific/Auckland' };
    await home.apply({ ...settings, sites: [...settings.sites, other], application });
    const at = (time: string) => appliance.addSession({ startTime: new Date(time), endTime: new Date(time) });
    at('2026-03-01T10:59:59Z');
    const wanted = at('2026-03-01T11:00:00Z');
    at('2026-03-02T11:00:00Z');
    const day = ['--destination', 'Archive', '--operation', 'sessions', '--start', '2026-03-02'];
    const { transfers } = await tester(...day, '--site', 'Other');
    assert.deepEqual(
      transfers.map(({ site }) => site),
      ['Example', 'Other'],
    );
    // Both are the same appliance: which of them is first is not said.
    const delivered = transfers.map(({ operations }) => operations.sessions?.delivered ?? 0);
    assert.deepEqual(delivered.sort(), [0, 1]);
    assert.deepEqual(await home.files('sessions'), [`${wanted.lseq}-${wanted.lsid}.xml`]);
  });
});
