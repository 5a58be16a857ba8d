import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInWorker } from '@integration-client/host/worker/supervisor';
import { memoryDirectory } from '../../support/memory-directory.js';
import { silentLog } from '../sqlite/support.js';

const manifest = { name: 'stranger', version: '1.0.0', type: 'module', exports: './index.js' };

/** A plugin that is usable only if both packages are the host's: it names what it was given. */
const source = `
import { definePlugin, Tokens } from '@integration-client/sdk';
import { injectable } from 'tsyringe';
class Destination {}
injectable()(Destination);
export default definePlugin({
  apiVersion: 1, name: 'stranger', displayName: String(Tokens.Settings), operations: ['sessions'],
  settings: { type: 'object', properties: {}, additionalProperties: false }, destination: Destination,
});
`;

describe('the packages that a plugin shares with the host', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(memoryDirectory(), 'ic-plugin-'));
    await addPackage('.', manifest, source);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function addPackage(path: string, packageJson: object, code: string): Promise<void> {
    await mkdir(join(directory, path), { recursive: true });
    await writeFile(join(directory, path, 'package.json'), JSON.stringify(packageJson));
    await writeFile(join(directory, path, 'index.js'), code);
  }

  const describePlugin = () => runInWorker({ kind: 'describe', pluginPath: directory }, { log: () => silentLog });

  it('are there for one that brings none of them', async () => {
    assert.match((await describePlugin()).displayName, /^Symbol\(/);
  });

  it('are the host’s for one that brings its own', async () => {
    for (const name of ['@integration-client/sdk', 'tsyringe', 'reflect-metadata']) {
      await addPackage(join('node_modules', name), { ...manifest, name }, "throw new Error('a copy of its own');");
    }
    assert.match((await describePlugin()).displayName, /^Symbol\(/);
  });

  it('are the host’s for one that brings its own of only one of them', async () => {
    const name = 'tsyringe';
    await addPackage(join('node_modules', name), { ...manifest, name }, "throw new Error('a copy of its own');");
    assert.match((await describePlugin()).displayName, /^Symbol\(/);
  });
});
