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
    home = await TestHome.create();
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

  const down = (times: number) => Array.from({ length: times }, () => 'down');

  it('takes one session by its id', async () => {
    const [session] = appliance.sessions;
    await robot.press('down', 'down', 'right');
    await robot.sees('Session ID');
    await robot.press('down');
    robot.type(session?.lsid ?? '');
    await robot.press('down', 'space', 'down', 'down', 'space', 'ctrl+s');
    await robot.sees('done in', '1 item delivered', '--lsid', session?.lsid ?? '');
  });

  it('stops a download cleanly', async () => {
    appliance.fault({ on: 'report', kind: 'stall' });
    await robot.press(...down(6), 'space', ...down(2), 'space', 'ctrl+s');
    await robot.sees('transferring ...', 'running');
    await robot.press('escape');
    await robot.sees('Stop the transfers?');
    await robot.press('y');
    await robot.sees('interrupted', 'The same from a shell');
    await robot.press('escape');
    await robot.sees('Filter By');
  });

  it('reads XML files that are chosen in a file browser', async () => {
    await home.run();
    const directory = join(home.directory, 'reports', 'below');
    await mkdir(directory, { recursive: true });
    const [name = ''] = await home.files('sessions');
    process.chdir(dirname(directory));
    await writeFile(join(directory, 'one.xml'), await home.read('sessions', name));
    await robot.press('space', 'down', 'enter');
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
    await robot.press(...down(5), 'space', 'down', 'space');
    await robot.sees('[x] Storage');
    await robot.press('ctrl+s');
    await robot.sees('Example to Storage', 'done in', '1 item delivered');
    await robot.press('escape', 'up', 'up', 'up', 'up', 'up', 'up', 'd');
    await robot.misses('one.xml');
  });
});
