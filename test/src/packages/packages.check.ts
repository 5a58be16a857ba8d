import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalRegistry, startLocalRegistry } from './local-registry.js';
import { packProject } from './pack.js';

const run = promisify(execFile);
const isWindows = process.platform === 'win32';

/** Not part of `npm test`: packing and installing takes about a minute. */
describe('the packages', () => {
  let directory: string;
  let registry: LocalRegistry;
  let tarballs: string[];

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-packages-'));
    tarballs = await packProject(join(directory, 'own'));
    registry = await startLocalRegistry(join(directory, 'others'));
  });

  after(async () => {
    await registry?.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  for (const way of ['global', 'empty folder'] as const) {
    it(`work when they are installed: ${way}`, async () => {
      const place = join(directory, way.replace(' ', '-'));
      await mkdir(place);
      await install(place, way === 'global');
      const programs =
        way === 'global' ? (isWindows ? place : join(place, 'bin')) : join(place, 'node_modules', '.bin');
      const env = { ...process.env, IC_HOME: join(place, 'home') };
      const call = async (name: 'ic' | 'ic-host', ...parameters: string[]) =>
        (await run(join(programs, isWindows ? `${name}.cmd` : name), parameters, { env, cwd: place, shell: isWindows }))
          .stdout;
      assert.match(await call('ic', '--version'), /^\d+\.\d+\.\d+\n$/);
      assert.match(await call('ic-host', '--help'), /^ic-host: the service/);
      assert.match(await call('ic', 'init'), /^Ready: /);
      const plugins = JSON.parse(await call('ic', 'plugin', 'list', '--json')) as { name: string; problem?: unknown }[];
      assert.deepEqual(plugins.map(({ name, problem }) => [name, problem]).sort(), [
        ['filesystem', undefined],
        ['sqlite', undefined],
        ['sqlserver', undefined],
      ]);
      await call(
        'ic',
        'destination',
        'add',
        'Archive',
        '--plugin',
        'filesystem',
        '--set',
        `sessions.directory=${place}`,
      );
      assert.match(await call('ic', 'destination', 'test', 'Archive'), /Archive/);
    });
  }

  it('name everything they need', () => {
    // npm asks for the project's own packages, too, though it was given them.
    const others = registry.missing.filter((name) => !name.startsWith('@integration-client/'));
    assert.deepEqual(others, []);
  });

  it('hold programs, and nothing that was left by the compiler', async () => {
    const installed = join(directory, 'empty-folder', 'node_modules', '@integration-client');
    const names = await readdir(installed, { recursive: true });
    assert.ok(names.includes(join('host', 'bin', 'ic.js')));
    assert.deepEqual(
      names.filter((name) => /\.map$|tsbuildinfo$|\.test\.js$/.test(name)),
      [],
    );
  });

  async function install(place: string, isGlobal: boolean): Promise<void> {
    const parameters = ['install', ...(isGlobal ? ['--global'] : []), '--prefix', place, '--registry', registry.url];
    const quick = ['--cache', join(directory, 'cache'), '--no-audit', '--no-fund', '--ignore-scripts'];
    await run(isWindows ? 'npm.cmd' : 'npm', [...parameters, ...quick, ...tarballs], { cwd: place, shell: isWindows });
  }
});
