import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { linkPackages } from '../support/link-packages.js';
import { settingsFor, TestHome } from '../support/test-home.js';

const examples = fileURLToPath(new URL('../../../sdk/examples/', import.meta.url));

/** What an example's test double answers for itself. */
interface Double {
  readonly caPem: string;
  stored(): readonly { readonly location: string }[];
  stop(): void;
}

describe('the worked examples', () => {
  let directory: string;
  let home: TestHome;
  let appliance: SimulatedAppliance;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-examples-'));
    home = await TestHome.create();
    appliance = await SimulatedAppliance.start({ sessions: 5, dirty: true });
    await home.apply(settingsFor(home, appliance, ['sessions']));
  });
  after(async () => {
    await appliance.stop();
    await home.remove();
    await rm(directory, { recursive: true, force: true });
  });

  /** The example as a stranger has it: a folder of its own outside of the repository, with what npm would install. */
  async function strangersCopy(name: string, parent = directory): Promise<string> {
    const copy = join(parent, name);
    await cp(join(examples, name), copy, { recursive: true });
    await linkPackages(copy);
    return copy;
  }

  async function ic(...parameters: string[]): Promise<string> {
    const { code, stdout, stderr } = await home.ic(...parameters);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  /** Installs, configures and runs it through the command line. */
  async function deliveredBy(plugin: string, copy: string, operations: string, settings: readonly string[]) {
    await ic('plugin', 'install', copy, '--yes');
    await ic('destination', 'add', plugin, '--plugin', plugin, ...settings.flatMap((each) => ['--set', each]));
    await ic('destination', 'test', plugin);
    const transfer = `{ site: Example, destination: ${plugin}, operations: [${operations}] }`;
    await ic('schedule', 'add', plugin, '--disabled', '--every', '5m', '--transfer', transfer);
    const { code, report } = await home.run(plugin);
    assert.equal(code, 0, JSON.stringify(report.transfers));
    return report;
  }

  it('webhook is installed and sends every session', async () => {
    const copy = await strangersCopy('webhook');
    const secret = join(directory, 'secret');
    await writeFile(secret, 'a secret of sixteen characters');
    const { Receiver } = await import(pathToFileURL(join(copy, 'receiver.js')).href);
    const receiver: Double & { readonly url: string } = await Receiver.start('a secret of sixteen characters');
    try {
      const caFile = join(directory, 'webhook.pem');
      await writeFile(caFile, receiver.caPem);
      await deliveredBy('webhook', copy, 'sessions', [
        `url=${receiver.url}`,
        `secret=file:${secret}`,
        `caFile=${caFile}`,
      ]);
      assert.equal(receiver.stored().length, appliance.sessions.size);
    } finally {
      receiver.stop();
    }
  });

  it('object-storage is installed, stores sessions and recordings, and verifies them', async () => {
    const copy = await strangersCopy('object-storage');
    const { StorageDouble } = await import(pathToFileURL(join(copy, 'storage-double.js')).href);
    const storage: Double & { settings(caFile: string): Record<string, string> } = await StorageDouble.start();
    try {
      const caFile = join(directory, 'storage.pem');
      await writeFile(caFile, storage.caPem);
      const secret = join(directory, 'access-key');
      const { secretAccessKey, ...settings } = storage.settings(caFile);
      await writeFile(secret, String(secretAccessKey));
      const given = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
      await deliveredBy('object-storage', copy, 'sessions, session-recordings', [
        ...given,
        `secretAccessKey=file:${secret}`,
      ]);
      assert.ok(storage.stored().length > appliance.sessions.size, 'recordings are missing');
      assert.match(await ic('verify', '--destination', 'object-storage'), /intact/i);
    } finally {
      storage.stop();
    }
  });

  // The tests of object-storage, which take long, are run by npm run test:examples.
  it('webhook passes its own tests', async () => {
    const copy = await strangersCopy('webhook', join(directory, 'tested'));
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const run = promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', 'index.test.js'], {
      cwd: copy,
      env,
      timeout: 100_000,
    });
    const { stdout } = await run.catch((error) => assert.fail(String(error.stdout)));
    assert.match(stdout, /^# fail 0$/m);
    assert.match(stdout, /^# pass [1-9]\d$/m);
  });
});
