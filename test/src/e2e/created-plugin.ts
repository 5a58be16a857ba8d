import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPlugin } from '@integration-client/host/plugins/create-plugin';
import { nodeDisk } from '@integration-client/sdk';
import type { TestHome } from '../support/test-home.js';

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

type Language = 'typescript' | 'javascript';

/** Makes a plugin and has it pass its own tests as it stands. Answers where it is. */
export async function passesItsTests(language: Language, home: TestHome): Promise<string> {
  const name = nameOf(language);
  const { directory } = await createPlugin({ name, within: home.directory, language }, nodeDisk);
  await installDependencies(directory);
  const built = language === 'typescript' ? 'dist/index.test.js' : 'index.test.js';
  if (language === 'typescript') {
    const compiled = await node(directory, join(root, 'node_modules', 'typescript', 'bin', 'tsc'));
    assert.equal(compiled.code, 0, compiled.output);
  }
  const tested = await node(directory, built);
  assert.equal(tested.code, 0, tested.output);
  return directory;
}

/** As {@link passesItsTests}, and installs it. */
export async function isGoodAsItStands(language: Language, home: TestHome): Promise<void> {
  const directory = await passesItsTests(language, home);
  const { code, stderr } = await home.ic('plugin', 'install', directory, '--yes');
  assert.equal(code, 0, stderr);
  assert.match((await home.ic('plugin', 'list')).stdout, new RegExp(`^${nameOf(language)} .* installed +ok`, 'm'));
}

function nameOf(language: Language): string {
  return `demo-${language}`;
}
