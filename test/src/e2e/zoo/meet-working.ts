import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunReport } from '@integration-client/core/run';
import { acceptPlugins } from '../../support/accept-plugin.js';
import { pluginFolder, pluginText } from '../../support/plugin-folder.js';
import { TestHome } from '../../support/test-home.js';
import type { WorkingAnimal } from './working-animals.js';

const sample = fileURLToPath(new URL('../../../fixtures/samples/access-session.xml', import.meta.url));

/** What becomes of plugins that go wrong when they are used. One run meets them all: each takes a process that is worked with and ends, or dies. */
export function meetWorking(animals: Readonly<Record<string, WorkingAnimal>>): void {
  let home: TestHome;
  let report: RunReport;
  let log: string;
  const names = Object.keys(animals);

  before(async () => {
    home = await TestHome.create();
    for (const [name, { body, top = '' }] of Object.entries(animals)) {
      const more = body.includes(' verify(') ? 'verifies: true' : '';
      await pluginFolder(join(home.home, 'plugins', name), { 'index.js': pluginText(name, body, { top, more }) });
    }
    await acceptPlugins(home.home, names);
    const account = { type: 'user', username: 'u', password: 'top secret' };
    const archive = { name: 'Archive', plugin: 'filesystem', settings: { sessions: { directory: home.archive } } };
    await home.apply({
      sites: [{ name: 'Example', host: 'support.example.com', account }],
      destinations: [...names.map((name) => ({ name, plugin: name, settings: {} })), archive],
    });
    report = await meet(...names, 'Archive');
    log = (await home.ic('logs', '-n', '1000')).stdout;
  });

  after(() => home.remove());

  /** Hands the session of a report file to destinations. */
  async function meet(...destinations: string[]): Promise<RunReport> {
    const named = destinations.flatMap((name) => ['--destination', name]);
    const session = ['--xml', sample, '--operation', 'sessions'];
    const { stdout, stderr } = await home.ic('tester', '--site', 'Example', '--json', ...session, ...named);
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout) as RunReport;
  }

  for (const [name, { outcome, problem, log: logged }] of Object.entries(animals)) {
    it(`${name}: its transfer is ${outcome}`, () => {
      const transfer = report.transfers.find(({ destination }) => destination === name);
      assert.equal(transfer?.outcome, outcome, JSON.stringify(transfer));
      if (logged !== undefined) assert.match(log, logged);
      if (problem === undefined) return assert.deepEqual(transfer.problems, []);
      const [first] = transfer.problems;
      assert.equal(first?.code, problem.code, first?.message);
      assert.match(first.message, problem.message);
      assert.ok(first.message.includes(name), `names the plugin: ${first.message}`);
      assert.ok(first.hint, 'says what to do');
    });
  }

  it('leave the other transfers, and the process that runs them, alone', async () => {
    assert.equal(report.transfers.find(({ destination }) => destination === 'Archive')?.outcome, 'done');
    assert.equal((await home.files('.')).length, 1);
    assert.ok(!('polluted' in {}));
    assert.equal(['a', 'b'].join(), 'a,b');
  });

  if ('only-claims' in animals)
    it('only-claims: what it never stored is found missing', async () => {
      const { code, stdout } = await home.ic('verify', '--destination', 'only-claims', '--json');
      assert.equal(code, 1);
      assert.match(stdout, /"missing": 1/);
    });

  if ('writes-outside' in animals)
    it('writes-outside: the plugin whose code it changed is not run any more', async () => {
      const { stdout, stderr } = await home.ic('plugin', 'list');
      assert.match(stdout, /^prints +1\.0\.0 +1 +installed +CHANGED/m);
      assert.match(
        stderr,
        /The code of the plugin prints in .* is not what was accepted\nhint: .*ic plugin accept prints/,
      );
      const { code, stdout: answer } = await home.ic('destination', 'test', 'prints', '--json');
      assert.equal(code, 1);
      assert.match(answer, /"detail": "The code of the plugin prints in .* is not what was accepted"/);
    });
}
