import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunReport } from '@integration-client/core/run';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { settingsFor, TestHome } from '../support/test-home.js';

const sample = fileURLToPath(new URL('../../fixtures/samples/access-session.xml', import.meta.url));

describe('the API Tester, through the command line', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
    appliance = await SimulatedAppliance.start({ sessions: 0, presentations: 0 });
    await home.apply(settingsFor(home, appliance, ['sessions', 'session-recordings']));
  });

  afterEach(async () => {
    await appliance.stop();
    await home.remove();
  });

  async function tester(...parameters: string[]): Promise<RunReport> {
    const { code, stdout, stderr } = await home.ic('tester', '--site', 'Example', '--json', ...parameters);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as RunReport;
  }

  it('moves one session with its recording, to several destinations', async () => {
    appliance.addSession({ endTime: new Date() });
    const { lsid } = appliance.addSession({ endTime: new Date(), sessionRecording: true });
    const one = ['--lsid', lsid, '--destination', 'Archive', '--operation'];
    await tester(...one, 'sessions', '--operation', 'session-recordings');
    await tester('--lsid', lsid, '--destination', 'Archive', '--destination', 'Storage', '--operation', 'sessions');
    assert.equal((await home.files('sessions')).length, 1);
    assert.equal((await home.files('session-recordings')).length, 1);
  });

  it('reads report files, and sessions that were stored, without asking the appliance', async () => {
    const files = ['--destination', 'Archive', '--operation', 'sessions', '--xml'];
    await tester(...files, sample);
    assert.deepEqual(await home.files('sessions'), ['8-e9e99aeb9ad54fb381634498502c5a1b.xml']);
    const stored = join(home.archive, 'sessions', '8-e9e99aeb9ad54fb381634498502c5a1b.xml');
    const { transfers } = await tester(...files, stored);
    assert.equal(transfers[0]?.operations.sessions?.unchanged, 1);
    assert.deepEqual(appliance.requests, []);
    // With one site there is no doubt which one they are of.
    assert.equal((await home.ic('tester', ...files, sample)).code, 0);
    const settings = settingsFor(home, appliance, ['sessions']);
    await home.apply({ ...settings, sites: [...settings.sites, { ...settings.sites[0], name: 'Other' }] });
    const unclear = await home.ic('tester', ...files, sample);
    assert.equal(unclear.code, 2);
    assert.match(unclear.stderr, /--site/);
  });

  it('tells a wrong secret in the test of a site while an earlier login is still good', async () => {
    const secret = join(home.directory, 'secret');
    const settings = settingsFor(home, appliance, ['sessions']);
    const [site] = settings.sites;
    const account = { type: 'api', clientId: appliance.clientId, clientSecret: `file:${secret}` };
    await home.apply({ ...settings, sites: [{ ...site, account }] });
    const test = async (text: string) => {
      await writeFile(secret, text);
      return (await home.ic('site', 'test', 'Example')).code;
    };
    assert.deepEqual([await test(`${appliance.clientSecret}\n`), await test('wrong')], [0, 1]);
  });

  it('says what is wrong with a file, a destination or an operation', async () => {
    const file = join(home.directory, 'page.xml');
    await writeFile(file, '<html><body>Log in</body></html>');
    const about = ['tester', '--site', 'Example', '--operation', 'sessions'];
    const page = await home.ic(...about, '--destination', 'Archive', '--xml', file);
    assert.equal(page.code, 1);
    assert.match(page.stderr, /page\.xml/);
    const unknown = await home.ic(...about, '--destination', 'Archiv', '--lsid', 'abc');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /did you mean "Archive"/i);
    const misfit = await home.ic(
      'tester',
      '--site',
      'Example',
      '--destination',
      'Storage',
      '--operation',
      'site-backups',
    );
    assert.equal(misfit.code, 2);
    assert.match(misfit.stderr, /does not accept site-backups/);
  });
});

describe('a site before version 16.1', () => {
  it('is asked with a user account, whose password is in no address', async () => {
    const home = await TestHome.create({ workers: false });
    const appliance = await SimulatedAppliance.start({ sessions: 3, recordings: 'all', recordingBytes: 10_000 });
    try {
      const settings = settingsFor(home, appliance, ['sessions', 'session-recordings', 'site-backups']);
      const { username, password } = appliance;
      await home.apply({
        ...settings,
        sites: [{ ...settings.sites[0], account: { type: 'user', username, password } }],
      } as never);
      const { code, stderr } = await home.run();
      assert.equal(code, 0, stderr);
      assert.equal((await home.files('sessions')).length, 3);
      assert.equal((await home.files('session-recordings')).length, 3);
      assert.equal((await home.files('site-backups')).length, 1);
      assert.ok(appliance.requests.every(({ path }) => path.includes('.ns') && !path.includes(password)));
    } finally {
      await appliance.stop();
      await home.remove();
    }
  });
});
