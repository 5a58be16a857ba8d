import { apiTesterScene, chooseFile } from './api-tester-scene.js';

describe('API Tester', () => {
  const scene = apiTesterScene();

  const down = (times: number) => Array.from({ length: times }, () => 'down');

  it('takes one session by its id', async () => {
    const { appliance, robot } = scene;
    const [session] = appliance.sessions;
    await robot.press('down', 'down', 'right');
    await robot.sees('Session ID');
    await robot.press('down');
    robot.type(session?.lsid ?? '');
    await robot.press('down', 'space', 'down', 'down', 'space', 'ctrl+s');
    await robot.sees('done in', '1 item delivered', '--lsid', session?.lsid ?? '');
  });

  it('stops a download cleanly', async () => {
    const { appliance, robot } = scene;
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
    const { home, robot } = scene;
    await home.run();
    const [name = ''] = await home.files('sessions');
    await chooseFile(scene, await home.read('sessions', name));
    await robot.press(...down(5), 'space', 'down', 'space');
    await robot.sees('[x] Storage');
    await robot.press('ctrl+s');
    await robot.sees('Example to Storage', 'done in', '1 item delivered');
    await robot.press('escape', 'up', 'up', 'up', 'up', 'up', 'up', 'd');
    await robot.misses('one.xml');
  });
});
