import assert from 'node:assert/strict';
import { chmod, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { ConfigError, type Disk, nodeDisk, RetryableError, UnreachableError } from '@integration-client/sdk';
import fc from 'fast-check';
import { anyCharacter } from '../../support/any-character.js';
import {
  contents,
  destination,
  diskError,
  groupsIn,
  never,
  recordingItem,
  sessionItem,
  sha256,
  temporaryDirectory,
  watchedDisk,
} from './support.js';

const megabyte = Buffer.alloc(1024 * 1024, 7);

describe('File System: durability', () => {
  const root = temporaryDirectory();
  const place = () => join(root(), 'made', 'here');
  const everything = (more: object = {}) => groupsIn(place(), more);

  it('flushes the file, then names it, then flushes the directory', async () => {
    const calls: string[] = [];
    const disk = watchedDisk((name) => void calls.push(name));
    const videos = destination(everything(), disk);
    await videos.deliver(recordingItem('first', 'x'), never);
    calls.length = 0;
    await videos.deliver(recordingItem('abc', 'video'), never);
    const order = calls.filter((name) => !['stat', 'read', 'close'].includes(name));
    assert.deepEqual(order, ['create', 'write', 'sync', 'link', 'remove', 'syncDirectory']);
  });

  it('makes its directory durable up to the root, whoever made it', async () => {
    const above = [place()];
    for (let path = place(); path !== dirname(path); path = dirname(path)) above.push(dirname(path));
    for (const made of ['by this process', 'by an earlier one']) {
      const flushed: string[] = [];
      const disk = watchedDisk((name, path) => {
        if (name === 'syncDirectory') flushed.push(path);
      });
      await destination(everything(), disk).deliver(sessionItem('abc'), never);
      assert.deepEqual(flushed, [...above.slice(1), place()], made);
    }
  });

  it('accepts that it may not read what is above its directory, and nothing else that fails there', async () => {
    const refusing = (code: string) =>
      watchedDisk((name, path) => {
        if (name === 'syncDirectory' && path !== place()) throw diskError(code);
      });
    await assert.rejects(destination(everything(), refusing('EACCES')).deliver(sessionItem('abc'), never), ConfigError);
    // By now it is there.
    await destination(everything(), refusing('EACCES')).deliver(sessionItem('abc'), never);
    await assert.rejects(
      destination(everything(), refusing('EIO')).deliver(sessionItem('abc'), never),
      UnreachableError,
    );
  });

  it('makes a repeat durable, too', async () => {
    await destination(everything()).deliver(sessionItem('abc'), never);
    const calls: string[] = [];
    const disk = watchedDisk((name, path) => void calls.push(`${name} ${path}`));
    await destination(everything(), disk).deliver(sessionItem('abc'), never);
    const file = calls.indexOf(`syncFile ${join(place(), '1-abc.xml')}`);
    assert.ok(file >= 0 && calls.indexOf(`syncDirectory ${place()}`, file) > file);
    assert.ok(!calls.some((call) => call.startsWith('create')));
  });

  it('shares the flush of the directory between deliveries side by side, one at a time', async () => {
    let running = 0;
    let flushes = 0;
    const disk: Disk = {
      ...nodeDisk,
      async syncDirectory(path) {
        assert.equal(path === place() ? ++running : 0, path === place() ? 1 : 0);
        await new Promise((done) => setTimeout(done, 5));
        await nodeDisk.syncDirectory(path);
        if (path !== place()) return;
        running--;
        flushes++;
      },
    };
    const sessions = destination(everything(), disk);
    await Promise.all(Array.from({ length: 200 }, (_, n) => sessions.deliver(sessionItem(`s${n}`), never)));
    assert.ok(flushes >= 1 && flushes < 100, `${flushes} flushes`);
    assert.equal((await readdir(place())).length, 200);
  });

  it('does not answer before a flush that began after the name was given', async () => {
    // A model of the disk: a name is durable once a flush that began after it was given has ended.
    const named = new Set<string>();
    const durable = new Set<string>();
    const disk: Disk = {
      ...nodeDisk,
      async link(from, to) {
        await nodeDisk.link(from, to);
        named.add(to);
      },
      async syncDirectory(path) {
        const now = [...named];
        await nodeDisk.syncDirectory(path);
        for (const name of now) durable.add(name);
      },
    };
    const sessions = destination(everything(), disk);
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const { location } = await sessions.deliver(sessionItem(`s${n}`), never);
        assert.ok(durable.has(location));
      }),
    );
  });

  it('stores a large download in few writes, with its hash', async () => {
    let writes = 0;
    const disk = watchedDisk((name) => {
      if (name === 'write') writes++;
    });
    const piece = megabyte.subarray(0, 16 * 1024);
    const content = () => Readable.from(Array.from({ length: 320 }, () => piece));
    const receipt = await destination(everything(), disk).deliver(recordingItem('abc', content), never);
    assert.equal(receipt.bytes, 5 * megabyte.length);
    assert.equal(receipt.sha256, sha256(Buffer.concat(Array(5).fill(megabyte))));
    assert.ok(writes <= 6, `${writes} writes`);
  });

  describe('a download that fails', () => {
    async function* broken(error: Error) {
      yield megabyte;
      yield megabyte.subarray(0, 10);
      throw error;
    }

    it('leaves nothing, and its error passes through unchanged', async () => {
      const error = Object.assign(new Error('connection reset'), { code: 'ECONNRESET' });
      const delivery = destination(everything()).deliver(
        recordingItem('abc', () => Readable.from(broken(error))),
        never,
      );
      await assert.rejects(delivery, (thrown) => thrown === error);
      assert.deepEqual(await readdir(place()), []);
    });

    it('leaves nothing when it cannot even begin', async () => {
      const error = new RetryableError('no answer', { code: 'no-answer' });
      const item = { ...recordingItem('abc', ''), open: () => Promise.reject(error) };
      await assert.rejects(destination(everything()).deliver(item, never), (thrown) => thrown === error);
      assert.deepEqual(await readdir(place()), []);
    });

    it('leaves nothing when it is shorter than was announced', async () => {
      await assert.rejects(
        destination(everything()).deliver(recordingItem('abc', 'short', { size: 6 }), never),
        (error) => error instanceof RetryableError && error.code === 'download-incomplete',
      );
      assert.deepEqual(await readdir(place()), []);
    });

    it('leaves nothing when it is aborted while it hangs', async () => {
      const controller = new AbortController();
      const content = () => {
        const stream = new Readable({ read() {} });
        stream.push(megabyte);
        setImmediate(() => controller.abort(new Error('stop')));
        return stream;
      };
      const delivery = destination(everything()).deliver(recordingItem('abc', content), controller.signal);
      await assert.rejects(delivery, /^Error: stop$/);
      assert.deepEqual(await readdir(place()), []);
    });

    it('is not begun when the signal is aborted already', async () => {
      await assert.rejects(
        destination(everything()).deliver(sessionItem('abc'), AbortSignal.abort(new Error('stop'))),
        /stop/,
      );
      assert.deepEqual(await readdir(root()), []);
    });

    it('leaves the earlier version as it was', async () => {
      const previous = await destination(everything()).deliver(recordingItem('abc', 'old'), never);
      const item = recordingItem('abc', () => Readable.from(broken(new Error('cut'))), { previous });
      await assert.rejects(destination(everything()).deliver(item, never), /cut/);
      assert.deepEqual(await contents(place()), { '1-abc.m4v': 'old' });
    });
  });

  it('accepts a file of its own that was made read-only', async () => {
    const { location } = await destination(everything()).deliver(sessionItem('abc'), never);
    await chmod(location, 0o444);
    assert.equal((await destination(everything()).deliver(sessionItem('abc'), never)).outcome, 'skipped');
    assert.equal((await destination(everything()).deliver(sessionItem('abc', 'new'), never)).outcome, 'replaced');
  });

  it('stays inside the directory whatever a session calls itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: anyCharacter, maxLength: 30 }),
          fc.constantFrom('../x', '..', '/etc/x', 'a\0b', 'x'.repeat(400)),
        ),
        async (hostile) => {
          const sessions = destination(everything({ fileName: '%EXTERNAL_KEY%' }));
          const { location } = await sessions.deliver(sessionItem('abc', hostile, { externalKey: hostile }), never);
          assert.equal(join(place(), location.slice(place().length + 1)), location);
          assert.deepEqual(await readdir(root()), ['made']);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('closes twice', async () => {
    const sessions = destination(everything());
    await sessions.close();
    await sessions.close();
  });
});
