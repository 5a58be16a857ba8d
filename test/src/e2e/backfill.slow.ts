import assert from 'node:assert/strict';
import type { BackfillReport } from '@integration-client/core/application';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { until } from '../support/until.js';

const day = 86_400_000;
const week = 7 * day;

describe('ic backfill', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create();
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

  it('goes on where it was interrupted: by a site that cannot be reached, and by the end of its process', async () => {
    await home.apply(settings('sessions'));
    const begin = Math.floor(Date.now() / day) * day - 5 * week;
    // One a day, so that each window has some.
    for (let at = 0; at < 28; at++) appliance.addSession(ended(new Date(begin + at * day)));
    const range = ['--from', dayOf(begin), '--to', dayOf(begin + 4 * week)];
    appliance.fault({ on: 'report', kind: 'status-404', skip: 1 });
    const failed = await backfill(...range);
    assert.notEqual(failed.code, 0);
    const [{ through = '' } = {}] = failed.report.transfers;
    const delivered = (await home.files('sessions')).length;
    assert.ok(delivered > 0 && delivered < 28, String(delivered));

    appliance.clearFaults();
    appliance.fault({ on: 'report', kind: 'stall', skip: 1 });
    const before = asked().length;
    const killed = home.start('ic', 'backfill', ...range);
    await until(async () => asked().length >= before + 2);
    await killed.stop('SIGKILL');
    assert.equal(asked()[before], Date.parse(through), 'what was complete is not asked for again');

    appliance.clearFaults();
    const from = asked().length;
    const { code, report } = await backfill(...range);
    assert.equal(code, 0);
    assert.ok(Date.parse(report.transfers[0]?.resumed ?? '') > Date.parse(through));
    assert.equal(asked()[from], Date.parse(report.transfers[0]?.resumed ?? ''));
    assert.equal((await home.files('sessions')).length, 28);

    const whole = asked().length;
    const again = await backfill(...range);
    assert.equal(again.report.transfers[0]?.resumed, undefined);
    assert.equal(asked()[whole], begin, 'what came to its end begins at the beginning');
  });
});
