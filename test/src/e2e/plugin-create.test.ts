import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPlugin } from '@integration-client/host/plugins/create-plugin';
import { nodeDisk } from '@integration-client/sdk';
import { TestHome } from '../support/test-home.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a script with Node, as npm would. */
async function node(directory: string, ...parameters: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, parameters, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code, output };
}

/** Puts what `npm install` would put there, without a network. */
async function installDependencies(directory: string): Promise<void> {
  const { devDependencies } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
  for (const [name, place] of Object.entries<string>(devDependencies)) {
    const from = place.startsWith('file:') ? place.slice('file:'.length) : join(root, 'node_modules', name);
    const to = join(directory, 'node_modules', name);
    await mkdir(dirname(to), { recursive: true });
    await symlink(from, to, 'junction');
  }
}

describe('a new plugin', () => {
  let home: TestHome;

  before(async () => {
    home = await TestHome.create();
  });

  after(() => home.remove());

  for (const language of ['typescript', 'javascript'] as const) {
    it(`in ${language} builds, passes its tests and is installed as it stands`, async () => {
      const name = `demo-${language}`;
      const { directory } = await createPlugin({ name, within: home.directory, language }, nodeDisk);
      await installDependencies(directory);
      const built = language === 'typescript' ? 'dist/index.test.js' : 'index.test.js';
      if (language === 'typescript') {
        const compiled = await node(directory, join(root, 'node_modules', 'typescript', 'bin', 'tsc'));
        assert.equal(compiled.code, 0, compiled.output);
      }
      const tested = await node(directory, built);
      assert.equal(tested.code, 0, tested.output);
      const { code, stderr } = await home.ic('plugin', 'install', directory, '--yes');
      assert.equal(code, 0, stderr);
      assert.match((await home.ic('plugin', 'list')).stdout, new RegExp(`^${name} .* installed +ok`, 'm'));
    });
  }

  it('names itself as it was named, in every file', async () => {
    const { directory, files } = await createPlugin(
      { name: 'my-destination-2', within: home.directory, language: 'javascript' },
      nodeDisk,
    );
    assert.deepEqual((await readdir(directory)).sort(), [...files].sort());
    for (const file of files) {
      assert.doesNotMatch(await readFile(join(directory, file), 'utf8'), /my-destination\b(?!-2)|SDK_|TSYRINGE_/, file);
    }
  });

  it('takes the place of nothing, and has a name that can be one', async () => {
    const within = home.directory;
    await writeFile(join(within, 'taken'), '');
    const make = (name: string) => createPlugin({ name, within, language: 'javascript' }, nodeDisk);
    await assert.rejects(make('taken'), { code: 'plugin-folder-exists' });
    for (const name of ['../out', 'Upper', '1st', '', 'a b']) {
      await assert.rejects(make(name), { code: 'plugin-name-invalid' });
    }
  });
});
