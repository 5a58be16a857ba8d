import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { resolveHome } from '@integration-client/core/home';
import type { PreviewReport } from '@integration-client/core/run';
import { openStore } from '@integration-client/core/store/open-store';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';

const operations = ['sessions', 'session-recordings', 'site-backups'] as const;

describe('ic schedule run --dry-run', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
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

  /** What the settings database remembers of deliveries. */
  async function remembered(): Promise<unknown> {
    const store = await openStore(resolveHome(home.home));
    try {
      return {
        runs: await store.recentRuns(10),
        times: await store.scheduleTimes('Now'),
        figures: await store.transferFigures(),
        states: await Promise.all(
          ['Archive', 'Storage'].map(async (destination) => {
            const state = await store.transferState('Example', destination);
            const checkpoint = await state.checkpoint('sessions');
            return [checkpoint, await state.pending(), await store.deliveries(destination).count()];
          }),
        ),
        quarantine: await store.quarantine(),
      };
    } finally {
      await store.close();
    }
  }

  it('tells what the run then does, by name and size, and leaves everything as it is', async () => {
    const { lsid, lseq } = appliance.addSession({ endTime: new Date(), sessionRecording: true });
    appliance.addSession({});
    const before = await remembered();
    const [files, rows] = (await preview()).transfers;
    assert.deepEqual(await remembered(), before);
    assert.ok(!existsSync(home.archive), 'nothing is stored');
    assert.ok(
      appliance.requests.every(({ path }) => !/recording|backup/i.test(path)),
      'nothing is fetched',
    );

    const { report } = await home.run();
    const stored = (await home.read('sessions', `${lseq}-${lsid}.xml`)).length;
    const items = files?.items.map(({ operation, name, bytes }) => [operation, name, bytes]) ?? [];
    assert.deepEqual(items.slice(0, 2), [
      ['sessions', join(home.archive, 'sessions', `${lseq}-${lsid}.xml`), stored],
      ['session-recordings', join(home.archive, 'session-recordings', `${lseq}-${lsid}.m4v`), undefined],
    ]);
    assert.match(String(items[2]), /^site-backups,.*\.nsb,$/);
    assert.equal(files?.operations.sessions?.pending, 1);
    assert.deepEqual(
      rows?.items.map(({ key, name }) => [key, name]),
      [[`${appliance.host}/sessions/${lsid}`, undefined]],
    );
    for (const [index, transfer] of report.transfers.entries()) {
      const told: PreviewReport['transfers'][number]['operations'] = [files, rows][index]?.operations ?? {};
      for (const operation of operations) {
        assert.equal(told[operation]?.delivered, transfer.operations[operation]?.delivered, operation);
      }
    }
  });
});
