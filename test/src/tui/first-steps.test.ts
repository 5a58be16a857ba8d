import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { memoryDirectory } from '../support/memory-directory.js';
import { runTaskHere } from '../support/task-here.js';
import { TestHome } from '../support/test-home.js';
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

  it('leads from nothing to a site, and goes on after a rest', async () => {
    const home = { home: join(directory, 'home'), runTask: runTaskHere };
    const appliance = await SimulatedAppliance.start({ sessions: 2 });
    try {
      robot = await setUpFirstSite(home, appliance);
      await robot.close();
      robot = await Robot.open(home);
      await robot.sees('There are no schedules', 'H, then f');
      await robot.press('H', 'f');
      await robot.sees('2 Site                ✓ done   Example', '› 3 Destination         ○ to do');
    } finally {
      await appliance.stop();
    }
  });

  it('can be left, and each step left out', async () => {
    const home = await TestHome.create();
    try {
      robot = await Robot.open(home);
      await robot.sees('There are no schedules');
      await robot.press('H', 'f');
      await robot.sees('First Steps', '› 2 Site                ○ to do');
      await robot.press('down', 'down', 'down', 'enter');
      await robot.sees('Do it: there is no schedule yet');
      await robot.press('up', 't');
      await robot.press('up', 't');
      await robot.sees('Test: there is no destination yet');
      await robot.press('escape');
      await robot.sees('There are no schedules');
    } finally {
      await home.remove();
    }
  });
});
