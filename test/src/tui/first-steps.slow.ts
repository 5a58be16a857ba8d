import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { runCommand } from '../support/command-line.js';
import { memoryDirectory } from '../support/memory-directory.js';
import { setUpFirstSite } from './first-site.js';
import { Robot } from './robot.js';

describe('First Steps', () => {
  let directory: string;
  let robot: Robot;
  beforeEach(async () => {
    directory = await mkdtemp(join(memoryDirectory(), 'ic-test-'));
  });
  afterEach(async () => {
    await robot.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('leads from nothing to the first data, also with a rest in between', async () => {
    const home = join(directory, 'home');
    const appliance = await SimulatedAppliance.start({ sessions: 2 });
    try {
      robot = await setUpFirstSite({ home }, appliance);
      await robot.press('t');
      await robot.sees('Everything works.');
      await robot.press('escape');
      await robot.close();

      robot = await Robot.open({ home });
      await robot.sees('There are no schedules', 'H, then f');
      await robot.press('H', 'f');
      await robot.sees('› 3 Destination         ○ to do');
      await robot.press('enter', '1');
      await robot.sees('Plugin Configuration > New', 'Destination Name');
      robot.type('Archive');
      await robot.press('down', 'down', 'space', 'pagedown');
      robot.type(join(directory, 'archive'));
      await robot.press('ctrl+s', 'y');
      await robot.sees('Saved the destination "Archive"', '3 Destination         ✓ done   Archive');
      await robot.press('t');
      await robot.sees('Everything works.');
      await robot.press('escape', 'down', 'enter');
      robot.type('Now');
      await robot.press('down', 'down', 'down', 'down', 'enter');
      await robot.sees('Types of Data');
      await robot.press('down', 'down', 'space', 'ctrl+s');
      await robot.sees('Example > Archive  Sessions');
      await robot.press('ctrl+s', 'y');
      await robot.sees('4 Schedule            ✓ done   Now');
      await robot.press('down', 'enter', 'y');
      await robot.sees('Now: done in', '2 items delivered', 'All is set up.');
      assert.equal((await runCommand(['status'], { IC_HOME: home })).code, 0);
    } finally {
      await appliance.stop();
    }
  });
});
