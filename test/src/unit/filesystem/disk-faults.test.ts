import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ConfigError,
  IntegrationError,
  type Item,
  ItemError,
  nodeDisk,
  type Receipt,
  RetryableError,
  UnreachableError,
} from '@integration-client/sdk';
import {
  backupItem,
  contents,
  destination,
  diskError,
  groupsIn,
  never,
  recordingItem,
  sessionItem,
  sessionXml,
  temporaryDirectory,
  watchedDisk,
} from './support.js';

describe('File System: a disk that fails', () => {
  const root = temporaryDirectory();
  const place = () => join(root(), 'made', 'here');
  const everything = (more: object = {}) => groupsIn(place(), more);

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

    it('a file where the directory has to be: directory-not-usable', async () => {
      await writeFile(join(root(), 'made'), '');
      for (const directory of [join(root(), 'made'), place()]) {
        await assert.rejects(
          destination(groupsIn(directory)).deliver(sessionItem('abc'), never),
          (error) => error instanceof ConfigError && error.code === 'directory-not-usable',
        );
      }
    });

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
});
