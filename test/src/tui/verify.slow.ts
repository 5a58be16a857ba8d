import assert from 'node:assert/strict';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { Robot } from './robot.js';

describe('Verify and Backfill', () => {
  it('find what is gone and deliver it again, and what is missing of days that have passed', async () => {
    const home = await TestHome.create();
    const appliance = await SimulatedAppliance.start({ sessions: 3, days: 1 });
    await home.apply(settingsFor(home, appliance, ['sessions']));
    const day = new Date(Date.now() - 3 * 24 * 3600 * 1000).toISOString().slice(0, 10);
    const robot = await Robot.open(home, { columns: 100, rows: 40 });
    try {
      await robot.sees('Example');
      await robot.press('T', 'b');
      await robot.sees('First Day');
      await robot.press('ctrl+u');
      robot.type(day);
      await robot.press('down', 'ctrl+u');
      robot.type(new Date().toISOString().slice(0, 10));
      await robot.press('ctrl+s');
      await robot.sees('done in', '3 items delivered', 'Sessions: 3 delivered');
      const [gone = '', changed = ''] = await home.files('sessions');
      await rm(join(home.archive, 'sessions', gone));
      await appendFile(join(home.archive, 'sessions', changed), 'x');
      await robot.press('escape', 'escape', 'T', 'v');
      await robot.sees('Deliver Again');
      await robot.press('space', 'ctrl+s');
      await robot.sees('partial in', '1 item delivered again', 'changed ', 'Sessions: 1 delivered');
      assert.equal((await home.files('sessions')).length, 3);
    } finally {
      await robot.close();
      await appliance.stop();
      await home.remove();
    }
  });
});
