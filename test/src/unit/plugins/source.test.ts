import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveSource } from '@integration-client/host/plugins/install/source';
import { nodeDisk } from '@integration-client/sdk';

describe('what is to be installed', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-source-'));
    await mkdir(join(directory, 'vault'));
    await writeFile(join(directory, 'vault-1.0.0.tgz'), '');
  });

  after(() => rm(directory, { recursive: true }));

  const source = (text: string) => resolveSource(text, directory, nodeDisk);

  it('is a path for any process, where it is one', async () => {
    const [folder, tarball] = [join(directory, 'vault'), join(directory, 'vault-1.0.0.tgz')];
    for (const text of [
      './vault',
      folder,
      `file:${folder}`,
      pathToFileURL(folder).href,
      'file:vault',
      './x/../vault',
      'vault',
    ]) {
      assert.equal(await source(text), folder, text);
    }
    assert.equal(await source('vault-1.0.0.tgz'), tarball);
    assert.equal(await source('.'), directory);
  });

  it('is left to npm where it is the name or the address of a package', async () => {
    for (const text of [
      'archive',
      '@team/vault',
      'vault@latest',
      '@team/vault@^1.2',
      'https://example.com/vault.tgz',
    ]) {
      assert.equal(await source(text), text);
    }
  });

  it('is refused where it is nothing, or an option', async () => {
    for (const text of ['./missing', 'missing-1.0.0.tgz', '', ' ', '--prefix=/', '-g']) {
      await assert.rejects(source(text), { code: 'plugin-source-missing' }, text);
    }
  });
});
