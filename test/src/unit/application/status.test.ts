import assert from 'node:assert/strict';
import type { RunReport } from '@integration-client/core/run';
import { readStatus } from '@integration-client/host/application/status';
import { configuration, noSecrets, TemporaryHome } from '../store/temporary-home.js';

describe('the status', () => {
  it('says of each schedule how its newest run ended, however many others have run since', async () => {
    const temporary = await TemporaryHome.withDatabase();
    try {
      const store = await temporary.open();
      const schedules = ['Often', 'Nightly'].map((name) => ({
        name,
        enabled: true,
        every: { days: 1 },
        transfers: [],
      }));
      const settings = configuration({ schedules });
      await store.configuration.save(settings, noSecrets);
      const times = { started: '2026-01-01T00:00:00.000Z', finished: '2026-01-01T00:00:01.000Z' };
      const run = (schedule: string, outcome: RunReport['outcome']) =>
        store.recordRun({ schedule, outcome, transfers: [], ...times });
      await run('Nightly', 'done');
      await run('Nightly', 'partial');
      for (let minute = 0; minute < 20; minute += 1) await run('Often', minute === 19 ? 'unreachable' : 'done');
      const live = { scheduler: 'running', runningSchedules: [], progress: [] } as const;
      const status = await readStatus(store, temporary.home.directory, settings, live);
      assert.deepEqual(
        status.schedules.map(({ lastOutcome }) => lastOutcome),
        ['unreachable', 'partial'],
      );
    } finally {
      await temporary.remove();
    }
  });
});
