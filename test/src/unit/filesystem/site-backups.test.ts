import assert from 'node:assert/strict';
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Disk, nodeDisk } from '@integration-client/sdk';
import { backupItem, contents, destination, never, temporaryDirectory } from './support.js';

describe('File System: site backups', () => {
  const directory = temporaryDirectory();
  const backups = (more: object = {}) => destination({ 'site-backups': { directory: directory(), ...more } });

  it('carry the time they were taken at', async () => {
    await backups().deliver(backupItem(5, 'backup'), never);
    const { mtime } = await stat(join(directory(), 'support.example.com.nsb'));
    assert.deepEqual(mtime, backupItem(5, '').takenAt);
  });

  it('are the same only when content and time agree', async () => {
    await backups().deliver(backupItem(0, 'backup'), never);
    assert.equal((await backups().deliver(backupItem(0, 'backup'), never)).outcome, 'skipped');
    assert.equal((await backups().deliver(backupItem(30, 'backup'), never)).outcome, 'stored');
    assert.equal((await readdir(directory())).length, 2);
  });

  it('are the same also when retention has freed the name before their number', async () => {
    const keeping = () => backups({ retentionCount: 0 });
    for (const second of [0, 10]) await keeping().deliver(backupItem(second, 'backup'), never);
    assert.deepEqual(await readdir(directory()), ['support.example.com.1.nsb']);
    assert.equal((await keeping().deliver(backupItem(10, 'backup'), never)).outcome, 'skipped');
    assert.deepEqual(await readdir(directory()), ['support.example.com.1.nsb']);
  });

  it('stay all when no retention count is set', async () => {
    for (let n = 0; n < 5; n++) await backups().deliver(backupItem(10 * n, `backup ${n}`), never);
    assert.equal((await readdir(directory())).length, 5);
  });

  for (const retentionCount of [0, 1, 3]) {
    it(`keep the newest and ${retentionCount} before it`, async () => {
      const keeping = { retentionCount };
      for (let n = 0; n < 6; n++) await backups(keeping).deliver(backupItem(10 * n, `backup ${n}`), never);
      const kept = Object.values(await contents(directory())).sort();
      assert.deepEqual(
        kept,
        [2, 3, 4, 5].slice(3 - retentionCount).map((n) => `backup ${n}`),
      );
    });
  }

  it('keep the one just stored where the disk answers names decomposed, as older ones of macOS do', async () => {
    const composed = (path: string) => path.normalize('NFC');
    const disk: Disk = {
      ...nodeDisk,
      list: async (path) =>
        (await nodeDisk.list(path)).map((entry) => ({ ...entry, name: entry.name.normalize('NFD') })),
      stat: (path) => nodeDisk.stat(composed(path)),
      remove: (path) => nodeDisk.remove(composed(path)),
    };
    const settings = { directory: directory(), retentionCount: 0, fileName: 'Zürich.nsb' };
    for (const second of [0, 10]) {
      const { location } = await destination({ 'site-backups': settings }, disk).deliver(
        backupItem(second, `backup ${second}`),
        never,
      );
      assert.deepEqual(await contents(directory()), { [basename(location)]: `backup ${second}` });
    }
  });

  it('never touch anything but backups of the same site', async () => {
    const others = [
      'support.example.com.x.nsb',
      'support.example.com.01.nsb',
      'support.example.com.nsb.bak',
      'other.nsb',
      'support.example.com.1.NSB',
    ];
    for (const name of others) {
      await writeFile(join(directory(), name), 'theirs');
      await utimes(join(directory(), name), 0, 0);
    }
    await mkdir(join(directory(), 'support.example.com.9.nsb'));
    await backups({ retentionCount: 0 }).deliver(backupItem(0, 'b', 'second.example.com'), never);
    for (let n = 0; n < 3; n++) await backups({ retentionCount: 0 }).deliver(backupItem(10 * n, `backup ${n}`), never);
    const left = new Set(await readdir(directory()));
    for (const name of [...others, 'second.example.com.nsb', 'support.example.com.9.nsb'])
      assert.ok(left.has(name), name);
    assert.equal(left.size, others.length + 3);
  });
});
