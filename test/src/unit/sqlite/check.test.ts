import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fullSession } from '../relational/sample-session.js';
import { files } from './files.js';
import { itemOf, open, signal, whileLocked, withDirectory } from './support.js';

const item = itemOf(fullSession());

/** Checks and delivers: both must fail like this. */
async function fails(file: string, expected: { name: string; code: string }): Promise<void> {
  const destination = open(file);
  await assert.rejects(destination.check(signal), expected);
  await assert.rejects(destination.deliver(item, signal), expected);
  await destination.close();
  await destination.close();
}

const notWritable = { name: 'ConfigError', code: 'database-not-writable' };

describe('the check of a SQLite destination', () => {
  it('accepts a place where nothing is yet, and makes nothing there', () =>
    withDirectory(async (directory) => {
      for (const file of [join(directory, 'sessions.db'), join(directory, 'a', 'b', 'sessions.db')]) {
        const destination = open(file);
        await destination.check(signal);
        await destination.close();
      }
      assert.deepEqual(files(directory), {});
    }));

  it('accepts its own database and changes not a byte, nor makes a file', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      await destination.deliver(item, signal);
      await destination.close();
      // Alone in a directory of its own: nothing of a connection that was open is left beside it.
      const alone = join(directory, 'alone');
      mkdirSync(alone);
      copyFileSync(file, join(alone, 'sessions.db'));
      const before = files(alone);
      await open(join(alone, 'sessions.db')).check(signal);
      assert.deepEqual(files(alone), before);
    }));

  it('accepts an empty file, and a database that another process is writing to', () =>
    withDirectory(async (directory) => {
      const empty = join(directory, 'empty.db');
      writeFileSync(empty, '');
      await open(empty).check(signal);
      const file = join(directory, 'sessions.db');
      const writer = open(file);
      await writer.deliver(item, signal);
      await whileLocked(file, () => open(file).check(signal));
      await writer.close();
    }));

  it('finds out what is no database', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      writeFileSync(file, 'This is a letter and not a database. '.repeat(200));
      const before = files(directory);
      await fails(file, { name: 'ConfigError', code: 'not-a-database' });
      assert.deepEqual(files(directory), before);
    }));

  it('finds out a damaged database', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const destination = open(file);
      await destination.deliver(item, signal);
      await destination.close();
      const bytes = Buffer.from(files(directory)['sessions.db'] ?? '', 'latin1');
      // The first page, behind the header of the file: where the tables are listed.
      writeFileSync(file, bytes.fill(0xff, 100, 4096));
      await fails(file, { name: 'ConfigError', code: 'not-a-database' });
    }));

  it('finds out a directory in the place of the file, and a file in the place of the directory', () =>
    withDirectory(async (directory) => {
      mkdirSync(join(directory, 'directory.db'));
      await fails(join(directory, 'directory.db'), notWritable);
      writeFileSync(join(directory, 'file'), '');
      await fails(join(directory, 'file', 'sessions.db'), notWritable);
      await fails(join(directory, 'file', 'a', 'sessions.db'), notWritable);
    }));

  it('finds out what it may not write', function () {
    // Neither Windows nor root is kept out by the mode of a directory.
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    return withDirectory(async (directory) => {
      const closed = join(directory, 'closed');
      mkdirSync(closed);
      writeFileSync(join(closed, 'empty.db'), '', { mode: 0o400 });
      chmodSync(closed, 0o500);
      try {
        for (const name of ['sessions.db', 'empty.db', join('a', 'sessions.db')])
          await fails(join(closed, name), notWritable);
      } finally {
        chmodSync(closed, 0o700);
      }
    });
  });
});
