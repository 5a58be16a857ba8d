import assert from 'node:assert/strict';
import type { QuarantineView } from '@integration-client/core/application';
import type { SimulatedSession } from '@integration-client/sdk/testing';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';

const expired = 'This recording has expired and can no longer be viewed or downloaded.';

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

  /** A run in which one recording is said to have expired. */
  async function setOneAside(): Promise<void> {
    appliance.fault({ on: 'recording', kind: 'error-xml', text: expired, lsid: bad.lsid });
    assert.equal((await home.run()).code, 1);
    assert.equal((await home.files('session-recordings')).length, 2);
  }

  async function list(...parameters: string[]): Promise<QuarantineView[]> {
    return JSON.parse((await home.ic('quarantine', 'list', '--json', ...parameters)).stdout);
  }

  async function status(): Promise<{ quarantined: number; retrying: number }> {
    const { quarantined, retrying } = JSON.parse((await home.ic('status', '--json')).stdout);
    return { quarantined, retrying };
  }

  it('stays as it is while the appliance is down, and gives a recording back when it can be had after all', async () => {
    await setOneAside();
    assert.deepEqual(await status(), { quarantined: 1, retrying: 0 });
    const still = await home.ic('quarantine', 'retry', bad.lsid);
    assert.equal(still.code, 1, still.stderr);
    assert.match(still.stderr, /expired/);
    const [item] = await list('--operation', 'session-recordings', '--site', 'Example', '--destination', 'Archive');
    assert.deepEqual([item?.lsid, item?.quarantined, item?.attempts], [bad.lsid, true, 2]);
    assert.deepEqual(await list('--operation', 'sessions'), []);

    await appliance.stop();
    const down = await home.ic('quarantine', 'retry', '--all');
    assert.equal(down.code, 3, down.stderr);
    assert.deepEqual(await list(), [item]);

    await appliance.restart();
    appliance.clearFaults();
    assert.equal((await home.run()).code, 0);
    assert.equal((await home.files('session-recordings')).length, 2, 'no run tries it again');
    const { code, stdout, stderr } = await home.ic('quarantine', 'retry', bad.lsid);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Session Recordings +1 +0 +0/);
    assert.equal((await home.files('session-recordings')).length, 3);
    assert.equal((await home.files('sessions')).length, 3);
    assert.deepEqual(await status(), { quarantined: 0, retrying: 0 });
  });

  it('forgets what is dropped, and no run brings it back', async () => {
    await setOneAside();
    appliance.clearFaults();
    const asked = await home.ic('quarantine', 'drop', bad.lsid);
    assert.equal(asked.code, 2);
    assert.match(asked.stderr, /--yes/);
    const { code, stdout } = await home.ic('quarantine', 'drop', bad.lsid, '--yes');
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`Dropped 1 item:\\n {2}\\S+/session-recordings/${bad.lsid}\n`));
    assert.deepEqual([await status(), await list()], [{ quarantined: 0, retrying: 0 }, []]);
    appliance.resetRequests();
    assert.equal((await home.run()).code, 0);
    assert.equal((await home.files('session-recordings')).length, 2);
    assert.deepEqual(
      (await list('--dropped')).map(({ key }) => key),
      [`${appliance.host}/session-recordings/${bad.lsid}`],
    );
    assert.equal((await home.ic('quarantine', 'retry', bad.lsid)).code, 0);
    assert.equal((await home.files('session-recordings')).length, 3);
    assert.deepEqual(await list('--dropped'), []);
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
    assert.equal((await list()).length, 3);
  });

  it('cannot ask for what has no readable id, and says what can be done', async () => {
    await appliance.stop();
    appliance = await SimulatedAppliance.start({ sessions: 1, recordings: 'none' });
    appliance.addSession({ lsid: ' ' });
    await home.apply(settingsFor(home, appliance, ['sessions']));
    assert.equal((await home.run()).code, 1);
    const [item] = await list();
    assert.ok(item !== undefined && item.lsid === undefined);
    const named = await home.ic('quarantine', 'retry', item.key);
    assert.equal(named.code, 2);
    assert.match(named.stderr, /no readable id[\s\S]*ic quarantine show[\s\S]*ic quarantine drop/);
    const all = await home.ic('quarantine', 'retry', '--all');
    assert.deepEqual([all.code, all.stdout], [0, 'There is nothing to try again.\n']);
    assert.match(all.stderr, /1 item without a readable id/);
    assert.equal((await home.ic('quarantine', 'drop', '--all', '--yes')).code, 0);
    assert.equal((await home.run()).code, 0);
    assert.deepEqual(await list(), []);
  });

  it('is worked on by a running host', async () => {
    await setOneAside();
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
