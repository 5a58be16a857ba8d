import assert from 'node:assert/strict';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { Robot } from './robot.js';

describe('Schedule Configuration', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;
  let robot: Robot;
  beforeEach(async () => {
    home = await TestHome.create();
    appliance = await SimulatedAppliance.start({ sessions: 3 });
    await home.apply({ ...settingsFor(home, appliance, ['sessions', 'session-recordings']), schedules: [] });
    robot = await Robot.open(home);
    await robot.sees('There are no schedules');
    await robot.press('S', 'c');
    await robot.sees('There are no schedules', 'Schedule Configuration');
  });
  afterEach(async () => {
    await robot.close();
    await appliance.stop();
    await home.remove();
  });

  const schedules = async () => JSON.parse((await home.ic('schedule', 'list', '--json')).stdout);

  /** Fills in the form of a new schedule, up to Save. */
  async function fillIn(): Promise<void> {
    await robot.press('n');
    robot.type('Often');
    await robot.press('down', 'down', 'backspace');
    robot.type('7');
    await robot.press('down', 'down', 'enter');
    await robot.sees('Types of Data', 'Choose Site    < Example >');
    await robot.press('down', 'down', 'space', 'ctrl+s');
    await robot.sees('Example > Archive  Sessions');
  }

  it('adds a schedule with a transfer, offers to run it, and deletes it', async () => {
    await fillIn();
    await robot.press('down');
    await robot.sees('─ Transfers ─');
    await robot.press('ctrl+s');
    await robot.sees('Add the schedule "Often"?', 'ic schedule add Often --every 7m --transfer');
    await robot.press('y');
    await robot.sees('Saved the schedule "Often"', 'every 7 minutes');
    assert.deepEqual(await schedules(), [
      {
        name: 'Often',
        enabled: true,
        every: { minutes: 7 },
        transfers: [{ site: 'Example', destination: 'Archive', operations: ['sessions'] }],
      },
    ]);
    await robot.press('r');
    await robot.sees('Run "Often" now?', 'ic schedule run Often');
    await robot.press('n');
    await robot.press('d');
    await robot.sees('Delete the schedule "Often"?');
    await robot.press('y');
    await robot.sees('There are no schedules');
    assert.deepEqual(await schedules(), []);
  });

  it('changes the period, and keeps what else there is', async () => {
    await fillIn();
    await robot.press('ctrl+s', 'y');
    await robot.sees('Saved the schedule');
    await robot.press('enter');
    await robot.sees('Run Every   7');
    await robot.press('down', 'down', 'right', 'right');
    await robot.sees('Unit        < days >', 'At ');
    await robot.press('down');
    robot.type('02:00');
    await robot.press('ctrl+s');
    await robot.sees('ic schedule edit Often --every 1d --at 02:00');
    await robot.press('y');
    await robot.sees('every day at 02:00');
    const [schedule] = await schedules();
    assert.deepEqual(schedule.every, { days: 1, at: '02:00' });
    assert.equal(schedule.transfers.length, 1);
  });

  it('says at its field what is wrong', async () => {
    await robot.press('n');
    robot.type('Often');
    await robot.press('down', 'down', 'backspace');
    robot.type('x');
    await robot.press('ctrl+s', 'y');
    await robot.sees('✗ must be a whole number');
    assert.deepEqual(await schedules(), []);
  });

  it('takes a transfer out again', async () => {
    await fillIn();
    await robot.press('d');
    await robot.misses('Example > Archive');
  });
});
