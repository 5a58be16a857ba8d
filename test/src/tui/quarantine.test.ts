import assert from 'node:assert/strict';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { Robot } from './robot.js';

describe('Quarantine', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;
  let robot: Robot;
  before(async () => {
    home = await TestHome.create({ workers: false });
    appliance = await SimulatedAppliance.start({ sessions: 3 });
    await home.apply(settingsFor(home, appliance, ['sessions']));
  });
  afterEach(() => robot.close());
  after(async () => {
    await appliance.stop();
    await home.remove();
  });

  it('shows an item with its bytes, drops it, brings it back, and asks for it again', async () => {
    robot = await Robot.open(home);
    await robot.sees('Quarantine          ✓ empty');
    await robot.press('T', 'q');
    await robot.sees('Nothing is in quarantine', '(r Retry)');
    const fault = appliance.fault({ on: 'report', kind: 'not-well-formed-session' });
    await home.run();
    // It comes by itself.
    await robot.sees('set aside', 'session-not-well-formed', 'Archive');
    await robot.press('escape');
    await robot.sees('1 item set aside', 'Q shows them');
    await robot.press('Q');
    await robot.sees('session-not-well-formed');
    await robot.press('enter');
    await robot.sees('Quarantined item', 'Place in report', 'as they came', '<session lsid=');
    await robot.press('escape', 'd');
    await robot.sees('Drop "', 'ic quarantine drop', 'Archive --yes');
    await robot.press('y');
    await robot.sees('Nothing is in quarantine');
    await robot.press('o');
    await robot.sees('Items that were dropped', '○ dropped');
    fault.clear();
    await robot.press('r');
    await robot.sees('again now?', 'ic quarantine retry');
    await robot.press('y');
    await robot.sees('Quarantine > Retry', 'done in', '1 item delivered');
    await robot.press('escape');
    await robot.sees('Nothing was dropped');
    assert.equal((await home.files('sessions')).length, 3);
  });
});
