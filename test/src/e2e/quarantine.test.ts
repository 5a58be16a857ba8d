import assert from 'node:assert/strict';
import type { SimulatedSession } from '@integration-client/sdk/testing';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { expired, list, setOneAside, status } from './quarantined.js';

describe('the quarantine, through the command line', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;
  let bad: SimulatedSession;

  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
    appliance = await SimulatedAppliance.start({ sessions: 3, recordings: 'all', recordingBytes: 20_000 });
    await home.apply(settingsFor(home, appliance, ['sessions', 'session-recordings']));
    const [, second] = [...appliance.sessions];
    assert.ok(second);
    bad = second;
  });

  afterEach(async () => {
    await appliance.stop();
    await home.remove();
  });

  it('forgets what is dropped, and no run brings it back', async () => {
    await setOneAside(home, appliance, bad.lsid);
    appliance.clearFaults();
    const asked = await home.ic('quarantine', 'drop', bad.lsid);
    assert.equal(asked.code, 2);
    assert.match(asked.stderr, /--yes/);
    const { code, stdout } = await home.ic('quarantine', 'drop', bad.lsid, '--yes');
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`Dropped 1 item:\\n {2}\\S+/session-recordings/${bad.lsid}\n`));
    assert.deepEqual([await status(home), await list(home)], [{ quarantined: 0, retrying: 0 }, []]);
    appliance.resetRequests();
    assert.equal((await home.run()).code, 0);
    assert.equal((await home.files('session-recordings')).length, 2);
    assert.deepEqual(
      (await list(home, '--dropped')).map(({ key }) => key),
      [`${appliance.host}/session-recordings/${bad.lsid}`],
    );
    assert.equal((await home.ic('quarantine', 'retry', bad.lsid)).code, 0);
    assert.equal((await home.files('session-recordings')).length, 3);
    assert.deepEqual(await list(home, '--dropped'), []);
  });

  it('says of a key that means several items, or none, which there are', async () => {
    appliance.fault({ on: 'recording', kind: 'error-xml', text: expired });
    await home.run();
    const several = await home.ic('quarantine', 'retry', appliance.host);
    assert.equal(several.code, 2);
    for (const { lsid } of appliance.sessions) assert.ok(several.stderr.includes(lsid));
    const none = await home.ic('quarantine', 'drop', 'nothing', '--yes');
    assert.equal(none.code, 2);
    assert.match(none.stderr, /ic quarantine list/);
    assert.equal((await home.ic('quarantine', 'list', '--site', 'Exampl')).code, 2);
    assert.equal((await list(home)).length, 3);
  });
});
