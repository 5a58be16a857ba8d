import assert from 'node:assert/strict';
import type { SimulatedSession } from '@integration-client/sdk/testing';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';
import { list, setOneAside, status } from './quarantined.js';

describe('the quarantine, through the command line', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;
  let bad: SimulatedSession;

  beforeEach(async () => {
    home = await TestHome.create();
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

  it('stays as it is while the appliance is down, and gives a recording back when it can be had after all', async () => {
    await setOneAside(home, appliance, bad.lsid);
    assert.deepEqual(await status(home), { quarantined: 1, retrying: 0 });
    const still = await home.ic('quarantine', 'retry', bad.lsid);
    assert.equal(still.code, 1, still.stderr);
    assert.match(still.stderr, /expired/);
    const [item] = await list(
      home,
      '--operation',
      'session-recordings',
      '--site',
      'Example',
      '--destination',
      'Archive',
    );
    assert.deepEqual([item?.lsid, item?.quarantined, item?.attempts], [bad.lsid, true, 2]);
    assert.deepEqual(await list(home, '--operation', 'sessions'), []);

    await appliance.stop();
    const down = await home.ic('quarantine', 'retry', '--all');
    assert.equal(down.code, 3, down.stderr);
    assert.deepEqual(await list(home), [item]);

    await appliance.restart();
    appliance.clearFaults();
    assert.equal((await home.run()).code, 0);
    assert.equal((await home.files('session-recordings')).length, 2, 'no run tries it again');
    const { code, stdout, stderr } = await home.ic('quarantine', 'retry', bad.lsid);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Session Recordings +1 +0 +0/);
    assert.equal((await home.files('session-recordings')).length, 3);
    assert.equal((await home.files('sessions')).length, 3);
    assert.deepEqual(await status(home), { quarantined: 0, retrying: 0 });
  });

  it('cannot ask for what has no readable id, and says what can be done', async () => {
    await appliance.stop();
    appliance = await SimulatedAppliance.start({ sessions: 1, recordings: 'none' });
    appliance.addSession({ lsid: ' ' });
    await home.apply(settingsFor(home, appliance, ['sessions']));
    assert.equal((await home.run()).code, 1);
    const [item] = await list(home);
    assert.ok(item !== undefined && item.lsid === undefined);
    const named = await home.ic('quarantine', 'retry', item.key);
    assert.equal(named.code, 2);
    assert.match(named.stderr, /no readable id[\s\S]*ic quarantine show[\s\S]*ic quarantine drop/);
    const all = await home.ic('quarantine', 'retry', '--all');
    assert.deepEqual([all.code, all.stdout], [0, 'There is nothing to try again.\n']);
    assert.match(all.stderr, /1 item without a readable id/);
    assert.equal((await home.ic('quarantine', 'drop', '--all', '--yes')).code, 0);
    assert.equal((await home.run()).code, 0);
    assert.deepEqual(await list(home), []);
  });

  it('is worked on by a running host', async () => {
    await setOneAside(home, appliance, bad.lsid);
    appliance.clearFaults();
    const host = home.start('ic-host');
    await host.printed('Scheduler started');
    const { code, stderr } = await home.ic('quarantine', 'retry', '--all', '--destination', 'Archive');
    assert.equal(code, 0, stderr);
    assert.equal((await home.files('session-recordings')).length, 3);
    await host.stop();
    assert.match((await home.ic('logs', '--service')).stdout, /session-recordings: 1 delivered/);
  });
});
