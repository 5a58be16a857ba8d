import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discoverPlugins } from '@integration-client/host/plugins/discover';
import { putInPlace } from '@integration-client/host/plugins/install/replace';
import { withStaging } from '@integration-client/host/plugins/install/staging';
import { type Disk, nodeDisk } from '@integration-client/sdk';
import { pluginFolder } from '../../support/plugin-folder.js';
import { callsOf, failingDisk } from '../store/disk-calls.js';

describe('a plugin that is replaced', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-plugins-'));
    await pluginFolder(
      join(directory, '@team', 'vault'),
      { 'index.js': 'old', 'more/a.js': '' },
      { name: '@team/vault' },
    );
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  const replace = (disk: Disk) =>
    withStaging(directory, disk, async (places) => {
      const root = join(places.fetched, 'vault');
      await pluginFolder(root, { 'index.js': 'new' }, { name: '@team/vault' });
      await putInPlace(root, join(directory, '@team', 'vault'), places, disk);
    });

  /** What there is to be run. */
  async function found(): Promise<string> {
    const plugins = (await discoverPlugins(directory, nodeDisk)).filter(({ origin }) => origin === 'installed');
    assert.equal(plugins.length, 1, JSON.stringify(plugins));
    return readFile(join(plugins[0]?.path ?? '', 'index.js'), 'utf8');
  }

  it('is the old or the new one, wherever that is cut short, and nothing of it stays', async () => {
    const calls = await callsOf(replace);
    assert.equal(await found(), 'new');
    const seen = new Set<string>();
    for (let number = 1; number <= calls.length; number += 1) {
      for (const after of ['goes on', 'is dead'] as const) {
        await rm(directory, { recursive: true });
        await pluginFolder(join(directory, '@team', 'vault'), { 'index.js': 'old' }, { name: '@team/vault' });
        await replace(failingDisk(number, 'EIO', after)).catch(() => undefined);
        seen.add(await found());
        await withStaging(directory, nodeDisk, async () => undefined);
        seen.add(await found());
        assert.equal((await nodeDisk.list(directory)).length, 2, 'the plugin and the lock');
      }
    }
    assert.deepEqual([...seen].sort(), ['new', 'old']);
  });

  it('is changed by one process at a time', async () => {
    await withStaging(directory, nodeDisk, async () => {
      await assert.rejects(replace(nodeDisk), { code: 'plugins-locked' });
    });
    assert.equal(await found(), 'old');
  });
});
