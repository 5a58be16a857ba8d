import assert from 'node:assert/strict';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';

const operations = ['sessions', 'session-recordings'];

/** What goes wrong at an appliance, as the person who runs the command sees it; the next run must be complete. */
describe('an appliance at fault, through the command line', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create();
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

  it('whose reports come as an error, a web page, or a part of what they should be', async () => {
    for (const [kind, words] of [
      ['status-500', /500/],
      ['html-200', /HTML|not XML|web page/i],
      ['no-closing-root', /cut short|ends before/i],
      ['cut', /not whole|cut short/i],
    ] as const) {
      appliance.fault({ on: 'report', kind });
      const { code, report, stderr } = await home.run();
      assert.notEqual(code, 0, kind);
      assert.match(stderr, words);
      assert.notEqual(report.outcome, 'done', kind);
      appliance.clearFaults();
    }
    await runsCompletely();
  });

  it('that has nothing, and says so in French', async () => {
    await appliance.stop();
    appliance = await SimulatedAppliance.start({ sessions: 0, presentations: 0, language: 'fr' });
    await home.apply(settingsFor(home, appliance, operations));
    const { code, report, stderr } = await home.run();
    assert.equal(code, 0, stderr);
    assert.equal(report.outcome, 'done');
  });

  it('whose recording is cut short, again and again', async () => {
    const [session] = [...appliance.sessions];
    assert.ok(session);
    appliance.fault({ on: 'recording', kind: 'cut', lsid: session.lsid });
    const { code, stderr } = await home.run();
    assert.equal(code, 1, stderr);
    assert.match(stderr, /not whole|cut short/i);
    assert.equal((await home.files('session-recordings')).length, 3);
    appliance.clearFaults();
    await runsCompletely();
  });

  it('whose recording breaks off, and that offers to resume', async () => {
    await appliance.stop();
    appliance = await SimulatedAppliance.start({
      sessions: 4,
      recordings: 'all',
      recordingBytes: 50_000,
      ranges: true,
    });
    await home.apply(settingsFor(home, appliance, operations));
    const [session] = [...appliance.sessions];
    appliance.fault({ on: 'recording', kind: 'expired-token-mid-body', lsid: session?.lsid ?? '', times: 1 });
    await runsCompletely();
    assert.equal(appliance.requests.filter(({ status }) => status === 206).length, 1);
    const name = `${session?.lseq}-${session?.lsid}.m4v`;
    const bytes = await home.read('session-recordings', name);
    assert.ok(bytes.equals(appliance.recording(session?.lsid ?? '', 'session-recordings').bytes()));
  });
});
