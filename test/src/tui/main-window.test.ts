import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { Robot } from './robot.js';

describe('the main window', () => {
  let home: TestHome;
  beforeEach(async () => {
    home = await TestHome.create();
  });
  afterEach(() => home.remove());

  async function withRobot(use: (robot: Robot) => Promise<void>): Promise<void> {
    const robot = await Robot.open(home);
    try {
      await use(robot);
    } finally {
      await robot.close();
    }
  }

  it('says what to do next where there is nothing yet', () =>
    withRobot(async (robot) => {
      await robot.sees('Scheduler Status', 'not installed', 'Last Scheduled Run', 'never', 'There are no schedules');
      await robot.sees('Nothing is running.', 'None yet', 'empty');
    }));

  it('says all of why the settings cannot be opened, and opens them when they can be', async () => {
    const key = join(home.home, 'secret.key');
    await rename(key, `${key}.away`);
    await withRobot(async (robot) => {
      await robot.sees('Scheduler Status    ', 'missing', 'backup;', 'read.');
      await rename(`${key}.away`, key);
      await robot.sees('not installed', 'There are no schedules');
    });
  });

  it('tells what a run would deliver, then shows a run that is started in it, and what came of it', async () => {
    const appliance = await SimulatedAppliance.start({ sessions: 3 });
    try {
      await home.apply(settingsFor(home, appliance, ['sessions']));
      await withRobot(async (robot) => {
        await robot.sees('Now', 'disabled', 'Example', 'not used yet', 'Archive', 'Storage');
        await robot.press('p');
        await robot.sees(
          'Dry Run > Now',
          'Dry run, nothing was stored: 3 items would be delivered',
          '✓ done  Example to Archive',
        );
        await robot.sees('Sessions, ', join(home.archive, 'sessions').slice(0, 12), 'ic schedule run Now --dry-run');
        assert.deepEqual(await home.files('sessions'), []);
        await robot.press('escape', 'r', 'y');
        await robot.sees('Now: done in', '3 items delivered', 'Run ended: done');
        await robot.sees('Example  ✓ done');
        assert.equal((await home.files('sessions')).length, 3);
      });
    } finally {
      await appliance.stop();
    }
  });

  it('follows a host that starts and stops', async () => {
    await withRobot(async (robot) => {
      await robot.sees('not installed');
      const host = home.start('ic-host');
      await robot.sees('running', `process ${host.process.pid}`, 'Service Log', 'Scheduler started');
      await host.stop();
      await robot.sees('not installed', 'IC Log');
    });
  });

  it('moves between panels by number and Tab, and opens menus', () =>
    withRobot(async (robot) => {
      await robot.sees('━ 1 Schedules');
      await robot.press('3');
      await robot.sees('━ 3 Sites', '─ 1 Schedules');
      await robot.press('tab');
      await robot.sees('━ 4 Destinations');
      await robot.press('shift+tab', 'left');
      await robot.sees('━ 2 Running');
      await robot.press('S');
      await robot.sees('Site Configuration', 'Schedule Configuration');
      await robot.press('escape', 'H', 'a');
      await robot.sees('Version', home.home, 'settings.db');
      await robot.press('escape');
      await robot.sees('━ 2 Running');
    }));

  it('shows the keys, with the reason of what cannot work now', () =>
    withRobot(async (robot) => {
      await robot.sees('There are no schedules');
      await robot.press('?');
      await robot.sees('Keys', 'Run the schedule now', 'not now: there is no schedule', 'Next panel');
      await robot.press('escape');
      await robot.misses('Next panel');
    }));

  it('filters a list', async () => {
    const schedule = (name: string) => ({ name, every: { hours: 1 }, transfers: [] });
    await home.apply({ schedules: ['Alpha', 'Beta', 'Gamma'].map(schedule) });
    await withRobot(async (robot) => {
      await robot.sees('Alpha', 'Beta', 'Gamma');
      await robot.press('/');
      robot.type('et🙂');
      await robot.sees('/et🙂_', '0 of 3');
      await robot.press('backspace');
      await robot.sees('/et_', '1 of 3');
      assert.ok(!robot.frame.includes('Gamma'));
      await robot.press('enter', 'r');
      await robot.sees('Run "Beta" now?');
      await robot.press('n', '/', 'escape');
      await robot.sees('Alpha', 'Gamma');
    });
  });
});
