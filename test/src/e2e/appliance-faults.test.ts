import assert from 'node:assert/strict';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';

const operations = ['sessions', 'session-recordings'];

/** What goes wrong at an appliance, as the person who runs the command sees it; the next run must be complete. */
describe('an appliance at fault, through the command line', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
    appliance = await SimulatedAppliance.start({ sessions: 4, recordings: 'all', recordingBytes: 50_000 });
    await home.apply(settingsFor(home, appliance, operations));
  });

  afterEach(async () => {
    await appliance.stop();
    await home.remove();
  });

  async function runsCompletely(): Promise<void> {
    const { code, stderr } = await home.run();
    assert.equal(code, 0, stderr);
    assert.equal((await home.files('sessions')).length, 4);
    assert.equal((await home.files('session-recordings')).length, 4);
  }

  it('that is down', async () => {
    await appliance.stop();
    const { code, report, stderr } = await home.run();
    assert.equal(code, 3);
    assert.equal(report.outcome, 'unreachable');
    assert.match(stderr, /localhost:\d+/);
    await appliance.restart();
    await runsCompletely();
  });

  it('that refuses the secret: asked once, not again', async () => {
    const settings = settingsFor(home, appliance, operations, { database: true });
    Object.assign(settings.sites[0]?.account ?? {}, { clientSecret: 'wrong' });
    await home.apply(settings);
    const { code, stderr } = await home.run();
    assert.equal(code, 1);
    assert.match(stderr, /refused|rejected/i);
    assert.doesNotMatch(stderr, /wrong\b.*secret.*wrong/);
    const tokenRequests = appliance.requests.filter((request) => request.path === '/oauth2/token');
    assert.equal(tokenRequests.length, 1);
  });

  it('whose recording is an error', async () => {
    appliance.fault({
      on: 'recording',
      kind: 'error-xml',
      text: 'This recording has expired and can no longer be viewed or downloaded.',
      times: 1,
    });
    const { code, report, stderr } = await home.run();
    assert.equal(code, 1, stderr);
    assert.match(stderr, /expired/);
    assert.equal(report.outcome, 'partial');
    assert.equal((await home.files('session-recordings')).length, 3);
    assert.equal((await home.files('sessions')).length, 4);
    const status = JSON.parse((await home.ic('status', '--json')).stdout);
    assert.equal(status.quarantined, 1);
  });

  it('whose report holds a session that is not well-formed', async () => {
    const [, bad] = [...appliance.sessions];
    assert.ok(bad);
    appliance.fault({ on: 'report', kind: 'not-well-formed-session', lsid: bad.lsid });
    const { code, stderr } = await home.run();
    assert.equal(code, 1, stderr);
    assert.match(stderr, /not well-formed/);
    assert.equal((await home.files('sessions')).length, 3);
    const quarantine = JSON.parse((await home.ic('quarantine', 'list', '--json')).stdout);
    assert.ok(quarantine.length > 0 && quarantine.every((item: { key: string }) => item.key.includes(bad.lsid)));

    const [unreadable] = quarantine;
    const shown = await home.ic('quarantine', 'show', unreadable.key, '--destination', unreadable.destination);
    assert.ok(shown.stdout.includes(bad.lsid));

    const again = await home.run();
    assert.equal(again.code, 0, 'what is in quarantine does not fail every further run');
  });
});
