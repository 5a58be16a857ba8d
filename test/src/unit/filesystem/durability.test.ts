import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import {
  ConfigError,
  type Disk,
  IntegrationError,
  type Item,
  ItemError,
  nodeDisk,
  type Receipt,
  RetryableError,
  UnreachableError,
} from '@integration-client/sdk';
import fc from 'fast-check';
import { anyCharacter } from '../../support/any-character.js';
import {
  backupItem,
  contents,
  destination,
  diskError,
  type Groups,
  never,
  recordingItem,
  sessionItem,
  sessionXml,
  sha256,
  temporaryDirectory,
  watchedDisk,
} from './support.js';

const megabyte = Buffer.alloc(1024 * 1024, 7);

describe('File System: durability', () => {
  const root = temporaryDirectory();
  const place = () => join(root(), 'made', 'here');
  const everything = (more: object = {}): Groups => ({
    sessions: { directory: place(), ...more },
    'session-recordings': { directory: place(), ...more },
    'site-backups': { directory: place(), retentionCount: 1, ...more },
  });

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

  describe('a disk that fails at any call', () => {
    const old = 'old '.repeat(1000);
    const fresh = 'new '.repeat(1000);
    const scenarios: Record<string, { groups?: object; before: readonly Item[]; item: (previous?: Receipt) => Item }> =
      {
        'a new session': { before: [], item: () => sessionItem('abc', fresh) },
        'a session delivered before': { before: [sessionItem('abc', fresh)], item: () => sessionItem('abc', fresh) },
        'a changed session': { before: [sessionItem('abc', old)], item: () => sessionItem('abc', fresh) },
        'a session with a new name': {
          groups: { fileName: '%EXTERNAL_KEY%.x' },
          before: [sessionItem('abc', old, { externalKey: 'A' })],
          item: (previous) => sessionItem('abc', fresh, { externalKey: 'B', ...(previous && { previous }) }),
        },
        'a recording with a taken name': {
          groups: { fileName: 'a.x' },
          before: [recordingItem('one', old)],
          item: () => recordingItem('abc', fresh),
        },
        'a recording that overwrites': {
          groups: { fileName: 'a.x', conflict: 'Overwrite' },
          before: [recordingItem('one', old)],
          item: () => recordingItem('abc', fresh),
        },
        'a backup, with two before it': {
          before: [backupItem(0, old), backupItem(10, old)],
          item: () => backupItem(20, fresh),
        },
      };
    const whole = new Set([old, fresh].flatMap((text) => [text, String(sessionXml('abc', text))]));
    for (const [name, { groups, before, item }] of Object.entries(scenarios)) {
      for (const code of ['EIO', 'EPERM']) {
        it(`${name}, ${code}: no half file, and a repeat succeeds`, async () => {
          for (let failing = 1, done = false; !done; failing++) {
            const directory = join(root(), `${failing}`);
            const settings = everything({ ...groups, directory });
            let previous: Receipt | undefined;
            for (const earlier of before) previous = await destination(settings).deliver(earlier, never);
            let calls = 0;
            const disk = watchedDisk(() => {
              if (++calls === failing) throw diskError(code);
            });
            const receipt = await destination(settings, disk)
              .deliver(item(previous), never)
              .catch((error) => assert.ok(error instanceof IntegrationError, `call ${failing}: ${error}`));
            done = calls < failing;
            const after = await contents(directory).catch(() => ({}));
            for (const [file, text] of Object.entries(after)) {
              if (!file.endsWith('.ic-part')) assert.ok(whole.has(text as string), `call ${failing}: ${file} is torn`);
            }
            const repeated = await destination(settings).deliver(item(previous), never);
            if (receipt) assert.equal(repeated.outcome === 'stored', false, `call ${failing}: stored twice`);
            const text = (await nodeDisk.read(repeated.location)).toString();
            assert.ok(text === fresh || text === String(sessionXml('abc', fresh)));
            const files = Object.entries(await contents(directory));
            assert.ok(
              !files.some(([file]) => file.endsWith('.ic-part')),
              `call ${failing}: ${files.map(([file]) => file)}`,
            );
            assert.equal(files.filter(([, content]) => content === text).length, 1, `call ${failing}: doubled`);
          }
        });
      }
    }
  });

  describe('errors of the disk say what to do', () => {
    const kinds = [
      ['ENOSPC', UnreachableError, 'disk-full'],
      ['EDQUOT', UnreachableError, 'disk-full'],
      ['EACCES', ConfigError, 'directory-not-writable'],
      ['EROFS', ConfigError, 'directory-not-writable'],
      ['EIO', UnreachableError, 'disk-error'],
      ['ENOENT', UnreachableError, 'disk-error'],
      ['EMFILE', UnreachableError, 'disk-busy'],
      ['EBUSY', UnreachableError, 'disk-busy'],
      ['ENAMETOOLONG', ItemError, 'file-name-refused'],
      ['ENOTDIR', ConfigError, 'directory-not-usable'],
      ['ESTALE', UnreachableError, 'directory-unreachable'],
      ['ENOTCONN', UnreachableError, 'directory-unreachable'],
      ['EHOSTDOWN', UnreachableError, 'directory-unreachable'],
    ] as const;
    for (const [code, kind, name] of kinds) {
      it(`${code}: ${name}`, async () => {
        const cause = diskError(code);
        const disk = watchedDisk((call) => {
          if (call === 'create') throw cause;
        });
        await assert.rejects(destination(everything(), disk).deliver(sessionItem('abc'), never), (error) => {
          assert.ok(error instanceof IntegrationError);
          assert.equal(error.constructor, kind);
          assert.equal(error.code, name);
          assert.equal(error.cause, cause);
          assert.ok(error.message.includes(place()) && error.hint);
          return true;
        });
      });
    }

    it('tells a file that is in use from a directory that is not writable', async () => {
      await destination(everything()).deliver(sessionItem('abc', 'old'), never);
      const disk = watchedDisk((call) => {
        if (call === 'rename') throw diskError('EPERM');
      });
      await assert.rejects(
        destination(everything(), disk).deliver(sessionItem('abc', 'new'), never),
        (error) => error instanceof RetryableError && error.code === 'file-in-use',
      );
      assert.deepEqual(await contents(place()), { '1-abc.xml': String(sessionXml('abc', 'old')) });
    });

    it('a defect passes through as it is', async () => {
      const defect = new TypeError('defect');
      const disk = watchedDisk((call) => {
        if (call === 'create') throw defect;
      });
      await assert.rejects(
        destination(everything(), disk).deliver(sessionItem('abc'), never),
        (error) => error === defect,
      );
    });

    it('a backup is delivered though old ones cannot be removed', async () => {
      for (const second of [0, 10]) await destination(everything()).deliver(backupItem(second, `${second}`), never);
      const disk = watchedDisk((call, path) => {
        if (call === 'remove' && path.endsWith('.nsb')) throw diskError('EACCES');
      });
      const receipt = await destination(everything(), disk).deliver(backupItem(20, '20'), never);
      assert.equal(receipt.outcome, 'stored');
      assert.equal((await readdir(place())).length, 3);
    });
  });

  describe('leftovers', () => {
    it('of dead processes of this host are removed, and nothing else', async () => {
      const host = sha256(hostname()).slice(0, 10);
      const foreign = sha256(`not ${hostname()}`).slice(0, 10);
      const dead = 2 ** 30; // above the largest process id of any platform
      const part = (owner: string, pid: number) => `.0123456789.${owner}-${pid}-1.ic-part`;
      const kept = [
        part(foreign, dead),
        part(host, process.ppid),
        `x${part(host, dead)}`,
        'a.ic-part',
        '.ic-part',
        'a.xml',
      ];
      await mkdir(place(), { recursive: true });
      for (const name of [...kept, part(host, dead), part(host, process.pid)])
        await writeFile(join(place(), name), 'x');
      await destination(everything()).deliver(sessionItem('abc'), never);
      assert.deepEqual((await readdir(place())).sort(), [...kept, '1-abc.xml'].sort());
    });

    it('are not the files being written now', async () => {
      const first = destination(everything());
      await first.deliver(sessionItem('first'), never);
      const content = () =>
        Readable.from(
          (async function* () {
            yield megabyte;
            await destination(everything()).deliver(sessionItem('other'), never);
            yield megabyte;
          })(),
        );
      const receipt = await first.deliver(recordingItem('abc', content), never);
      assert.equal(receipt.bytes, 2 * megabyte.length);
    });
  });

  describe('check', () => {
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
