import assert from 'node:assert/strict';
import { apiTesterScene, chooseFile } from './api-tester-scene.js';

describe('API Tester', () => {
  const scene = apiTesterScene();

  it('says all that is missing, then downloads by date with progress, and tells what came of it', async () => {
    const { home, robot } = scene;
    await robot.press('down', 'down', 'down');
    await robot.sees('YYYY-MM-DD in the time zone');
    await robot.press('ctrl+s');
    await robot.sees('Not begun: 2 things are wrong', 'select at least one destination');
    // At the first destination.
    await robot.press('space');
    await robot.sees('[x] Archive');
    await robot.press('down', 'down', 'down', 'space');
    await robot.sees('[x] Session Recordings');
    await robot.misses('select at least one type of data');
    await robot.press('a');
    await robot.sees('[x] Sessions', '[x] Session Recordings');
    await robot.press('ctrl+s');
    await robot.sees('API Tester > Download', 'Example to Archive');
    await robot.sees('done in', '6 items delivered', 'Sessions: 3 delivered', 'Session Recordings: 3 delivered');
    await robot.sees('--operation session-recordings --start', '--days 2', 'IC Log');
    assert.equal((await home.files('session-recordings')).length, 3);
    // What was chosen is still there.
    await robot.press('escape');
    await robot.sees('[x] Archive', '[x] Sessions');
    // A destination that takes less leaves less to choose from.
    await robot.press('up', 'up', 'space');
    await robot.sees('[x] Storage');
    await robot.misses('Session Recordings');
  });

  it('takes one session by its id, or XML files that are chosen in a file browser', async () => {
    const { robot } = scene;
    await robot.press('down', 'down', 'right');
    await robot.sees('Session ID');
    await robot.press('up', 'up');
    await chooseFile(scene, '<session_list/>');
    await robot.press('d');
    await robot.misses('one.xml');
  });
});
