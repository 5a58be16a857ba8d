import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hasPseudoTerminal, PseudoTerminal } from '../support/pseudo-terminal.js';
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
      const call = async (name: 'ic' | 'ic-host', ...parameters: string[]) => {
        const program = join(programs, isWindows ? `${name}.cmd` : name);
        const options = { env, cwd: place, shell: isWindows };
        const said = ({ message, stdout }: Error & { stdout?: string }) => assert.fail(`${message}\n${stdout}`);
        return (await run(program, parameters, options).catch(said)).stdout;
      };
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
      if (hasPseudoTerminal()) await opensTerminalUi(join(programs, 'ic'), env);
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
      // Examples and templates of plugins have tests.
      names.filter((name) => /\.map$|tsbuildinfo$|[\\/]dist[\\/].*\.test\.js$/.test(name)),
      [],
    );
  });

  async function opensTerminalUi(ic: string, env: NodeJS.ProcessEnv): Promise<void> {
    const terminal = new PseudoTerminal(80, 24, [ic], env);
    try {
      await terminal.wrote('There are no schedules');
      terminal.keys('q');
      assert.deepEqual(await terminal.ended(), { code: 0, isSane: true });
    } finally {
      await terminal.kill();
    }
  }

  async function install(place: string, isGlobal: boolean): Promise<void> {
    const parameters = ['install', ...(isGlobal ? ['--global'] : []), '--prefix', place, '--registry', registry.url];
    const quick = ['--cache', join(directory, 'cache'), '--no-audit', '--no-fund', '--ignore-scripts'];
    await run(isWindows ? 'npm.cmd' : 'npm', [...parameters, ...quick, ...tarballs], { cwd: place, shell: isWindows });
  }
});
