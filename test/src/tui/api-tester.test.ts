import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { Robot } from './robot.js';

describe('API Tester', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;
  let robot: Robot;
  const before = process.cwd();
  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
    appliance = await SimulatedAppliance.start({ sessions: 3, days: 1, recordings: 'all' });
    await home.apply(settingsFor(home, appliance, ['sessions', 'session-recordings']));
    robot = await Robot.open(home);
    await robot.sees('Example');
    await robot.press('T', 'a');
    await robot.sees('API Tester', 'Sites', '[x] Example', '[ ] Archive');
  });
  afterEach(async () => {
    process.chdir(before);
    await robot.close();
    await appliance.stop();
    await home.remove();
  });

  it('says all that is missing, then downloads by date with progress, and tells what came of it', async () => {
    await robot.press('ctrl+s');
    await robot.sees('Not begun: 2 things are wrong', 'select at least one destination');
    // At the first destination.
    await robot.press('space');
    await robot.sees('[x] Archive');
    await robot.press('down', 'down', 'a');
    await robot.sees('[x] Session Recordings');
    await robot.press('ctrl+s');
    await robot.sees('API Tester > Download', 'Example to Archive');
    await robot.sees('done in', '6 items delivered', 'Sessions: 3 delivered', 'Session Recordings: 3 delivered');
    await robot.sees('--operation session-recordings --start', '--days 2', 'IC Log');
    assert.equal((await home.files('session-recordings')).length, 3);
    // What was chosen is still there.
    await robot.press('escape');
    await robot.sees('[x] Archive', '[x] Sessions');
    // A destination that takes less leaves less to choose from.
    await robot.press('up', 'space');
    await robot.sees('[x] Storage');
    await robot.misses('Session Recordings');
  });

  it('takes one session by its id, or XML files that are chosen in a file browser', async () => {
    await robot.press('down', 'down', 'right');
    await robot.sees('Session ID');
    const directory = join(home.directory, 'reports', 'below');
    await mkdir(directory, { recursive: true });
    process.chdir(dirname(directory));
    await writeFile(join(directory, 'one.xml'), '<session_list/>');
    await robot.press('up', 'up', 'space', 'down', 'enter');
    await robot.sees('API Tester > XML Files', 'reports', 'below/');
    await robot.press('enter');
    await robot.sees('[ ]  one.xml');
    await robot.press('left');
    await robot.sees('below/');
    await robot.press('enter');
    await robot.sees('[ ]  one.xml');
    await robot.press('enter');
    await robot.sees('[x]  one.xml', 'Files, 1 selected');
    await robot.press('escape');
    await robot.sees('one.xml', 'Support Site', '+ Add');
    await robot.press('d');
    await robot.misses('one.xml');
  });
});
