import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestHome } from '../support/test-home.js';
import { assertKept } from './assert-kept.js';

/** A plugin whose process ends when it is cancelled, and whose settings need a colour. */
const exits = `
import { definePlugin } from '@integration-client/sdk';
class Exits {
  async deliver(item, signal) {
    if (signal.aborted) process.exit(3);
    throw new Error('stores nothing');
  }
  async close() {}
}
export default definePlugin({
  apiVersion: 1, name: 'exits', displayName: 'Exits', operations: ['sessions'], destination: Exits,
  settings: { type: 'object', additionalProperties: false, required: ['colour'],
    properties: { colour: { type: 'string', title: 'Colour' } } },
});
`;

describe('ic plugin test', () => {
  let home: TestHome;

  before(async () => {
    home = await TestHome.create();
  });
  after(() => home.remove());

  it('finds without any settings that sqlite keeps the contract through the worker', async () => {
    const { code, stdout, stderr } = await home.ic('plugin', 'test', 'sqlite', '--json');
    assert.notEqual(stdout, '', stderr);
    assertKept(JSON.parse(stdout));
    assert.equal(code, 0);
    assert.equal(stderr, '');
  });

  it('says which settings sqlserver needs', async () => {
    const { code, stderr } = await home.ic('plugin', 'test', 'sqlserver');
    assert.equal(code, 2);
    assert.match(stderr, /server: needs a value/);
  });

  it('goes on after a rule at which the process of the plugin ends, and says what was broken', async () => {
    const directory = join(home.directory, 'exits');
    await mkdir(directory);
    const manifest = { name: 'exits', version: '1.2.3', type: 'module', keywords: ['integration-client-plugin'] };
    await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(directory, 'index.js'), exits);

    const { code, stdout } = await home.ic('plugin', 'test', directory, '--set', 'colour=red');
    assert.equal(code, 1);
    assert.match(stdout, /^exits 1\.2\.3, in /);
    assert.match(stdout, /^ok +has a manifest in the form of the contract$/m);
    assert.match(stdout, /^FAILED +stores nothing that was cancelled before$/m);
    assert.match(stdout, /FAILED: stores nothing that was cancelled before\n.*ended its process/);
    assert.match(stdout, /^FAILED +ends check, verify and locations soon when cancelled$/m);
    assert.match(stdout, /What to do: /);
  });

  it('says of a name and of a directory where no plugin is that there is none', async () => {
    const name = await home.ic('plugin', 'test', 'nobody');
    assert.equal(name.code, 2);
    assert.match(name.stderr, /no plugin named nobody/);
    const directory = await home.ic('plugin', 'test', join(home.directory, 'nowhere'));
    assert.equal(directory.code, 2);
    assert.match(directory.stderr, /There is no plugin in/);
  });
});
