import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@integration-client/sdk';
import { destination, diskError, groupsIn, never, temporaryDirectory, watchedDisk } from './support.js';

describe('File System: check', () => {
  const root = temporaryDirectory();
  const place = () => join(root(), 'made', 'here');
  const everything = (more: object = {}) => groupsIn(place(), more);

  it('changes nothing, and accepts a directory that can be made', async () => {
    await destination(everything()).check?.(never);
    assert.deepEqual(await readdir(root()), []);
  });

  it('names every directory that cannot be used, with its operation', async () => {
    await writeFile(join(root(), 'file'), '');
    const broken = destination({
      sessions: { directory: join(root(), 'file') },
      'session-recordings': { directory: root() },
      'site-backups': { directory: join(root(), 'file', 'below') },
    });
    await assert.rejects(
      async () => broken.check?.(never),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.code, 'directory-not-usable');
        assert.match(error.message, /Sessions.*file[\s\S]*Site Backups.*below/);
        assert.doesNotMatch(error.message, /Recordings/);
        return true;
      },
    );
  });

  it('finds that it is for nothing', async () => {
    await assert.rejects(
      async () => destination({}).check?.(never),
      (error) => error instanceof ConfigError && error.code === 'no-operation-configured' && error.hint !== undefined,
    );
  });

  it('finds that it must not write', async () => {
    const disk = watchedDisk((call) => {
      if (call === 'checkWritable') throw diskError('EACCES');
    });
    await assert.rejects(
      async () => destination(everything(), disk).check?.(never),
      (error) =>
        error instanceof ConfigError && error.code === 'directory-not-writable' && error.message.includes(place()),
    );
  });
});
