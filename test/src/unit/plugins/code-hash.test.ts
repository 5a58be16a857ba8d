import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeHash, codeStamp, isFresh } from '@integration-client/host/plugins/code-hash';
import { flushFiles, packageFiles, removeTree } from '@integration-client/host/plugins/package-files';
import { nodeDisk } from '@integration-client/sdk';
import { pluginFolder } from '../../support/plugin-folder.js';

describe('the code of a plugin', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-code-'));
    await pluginFolder(directory, { 'index.js': 'one', 'lib/a.js': 'two', 'lib/b/c.js': 'three' }, { name: 'vault' });
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  const files = () => packageFiles(directory, nodeDisk);
  const hash = async () => codeHash(directory, await files(), nodeDisk);
  const stamp = async () => codeStamp(await files());

  it('has a hash of its own for each set of paths and contents', async () => {
    const hashes = [await hash()];
    const changes = [
      () => writeFile(join(directory, 'index.js'), 'eno'),
      () => rename(join(directory, 'lib/a.js'), join(directory, 'lib/d.js')),
      () => rename(join(directory, 'lib/b/c.js'), join(directory, 'lib/c.js')),
      () => writeFile(join(directory, 'empty.js'), ''),
      () => rm(join(directory, 'empty.js')).then(() => writeFile(join(directory, 'lib/empty.js'), '')),
    ];
    for (const change of changes) {
      await change();
      hashes.push(await hash());
    }
    assert.equal(new Set(hashes).size, changes.length + 1);
    assert.match(hashes[0] ?? '', /^[0-9a-f]{64}$/);
  });

  it('has another stamp when it was changed and its time was set back', async function () {
    if (process.platform === 'win32') this.skip();
    const file = join(directory, 'index.js');
    const [before, { atime, mtime }] = [await stamp(), await stat(file)];
    assert.equal(await stamp(), before);
    // Longer than the file system takes for one moment.
    await new Promise((resolve) => setTimeout(resolve, 30));
    await writeFile(file, 'eno');
    await utimes(file, atime, mtime);
    assert.notEqual(await stamp(), before);
  });

  it('is not known by its stamp as long as it could change within the same moment', async () => {
    const now = Date.now();
    assert.ok(isFresh(await files(), new Date(now)));
    assert.ok(!isFresh(await files(), new Date(now + 60_000)));
  });

  it('holds no links', async function () {
    if (process.platform === 'win32') this.skip();
    await symlink('/etc', join(directory, 'lib', 'etc'));
    await symlink('index.js', join(directory, 'other.js'));
    await assert.rejects(files(), { code: 'plugin-has-links', message: /lib\/etc, and 1 more$/ });
  });

  it('is flushed with its directories, and removed without what links lead to', async function () {
    if (process.platform === 'win32') this.skip();
    const flushed: string[] = [];
    const note = async (path: string) => void flushed.push(path.slice(directory.length));
    await flushFiles(directory, await files(), { ...nodeDisk, syncFile: note, syncDirectory: note });
    const expected = ['', '/index.js', '/lib', '/lib/a.js', '/lib/b', '/lib/b/c.js', '/package.json'];
    assert.deepEqual(flushed.map((path) => path.replace(/\/$/, '')).sort(), expected);
    await symlink(join(directory, 'lib'), join(directory, 'link'));
    await removeTree(join(directory, 'link'), nodeDisk);
    assert.equal((await files()).length, 4);
    await removeTree(directory, nodeDisk);
    await removeTree(directory, nodeDisk);
    await assert.rejects(stat(directory), { code: 'ENOENT' });
  });
});
