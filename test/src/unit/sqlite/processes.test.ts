import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { query, withDirectory } from './support.js';

const script = fileURLToPath(new URL('./writer-process.js', import.meta.url));

interface Outcome {
  readonly stored: string[];
  readonly failed: string[];
}

/** Collects what a writer says until it is gone. */
async function outcomeOf(child: ChildProcess, onStored: () => void = () => {}): Promise<Outcome> {
  const outcome: Outcome = { stored: [], failed: [] };
  child.on('message', (message: { stored?: string[]; failed?: string }) => {
    if (message.failed !== undefined) outcome.failed.push(message.failed);
    if (message.stored === undefined) return;
    outcome.stored.push(...message.stored);
    onStored();
  });
  await once(child, 'close');
  return outcome;
}

/** Every session there is must be whole, and there once; returns their names. */
function wholeSessions(file: string): string[] {
  const rows = query(
    file,
    `SELECT lsid, (SELECT count(*) FROM session_event WHERE session_id = s.id) AS events,
      (SELECT count(*) FROM representative WHERE session_id = s.id) AS people,
      (SELECT count(*) FROM team WHERE session_id = s.id) AS teams FROM session AS s`,
  );
  for (const { lsid, ...counts } of rows) assert.deepEqual(counts, { events: 2, people: 2, teams: 2 }, `${lsid}`);
  assert.deepEqual(query(file, 'PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  return rows.map((row) => row.lsid as string).sort();
}

describe('processes that store into one SQLite database', () => {
  it('make it together and take turns: every session is there once and whole', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      // The second half of the first's sessions is the first half of the second's.
      const children = [fork(script, [file, '1000', '20']), fork(script, [file, '1100', '20'])];
      const outcomes = await Promise.all(children.map((child) => outcomeOf(child)));
      assert.deepEqual(
        outcomes.flatMap((one) => one.failed),
        [],
      );
      assert.deepEqual(
        wholeSessions(file),
        Array.from({ length: 300 }, (_, index) => `${1000 + index}`),
      );
    }));

  it('lose nothing they had receipts for when they are killed, and leave nothing half there', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const child = fork(script, [file, '1000', '100000']);
      let batches = 0;
      const { stored } = await outcomeOf(child, () => {
        batches += 1;
        if (batches === 5) child.kill('SIGKILL');
      });
      const found = wholeSessions(file);
      assert.ok(stored.length >= 50);
      assert.deepEqual(
        stored.filter((lsid) => !found.includes(lsid)),
        [],
      );
      assert.equal(found.length % 10, 0);
    }));

  it('keep what they had receipts for when the disk takes no more', function () {
    // The limit on the size of a file, which stands for a full disk here, is set by the shell.
    if (process.platform === 'win32') this.skip();
    return withDirectory(async (directory) => {
      const file = join(directory, 'sessions.db');
      const child = spawn(
        '/bin/sh',
        ['-c', 'ulimit -f 2000 && exec "$@"', 'sh', process.execPath, script, file, '1000', '100000', '20000'],
        {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        },
      );
      const { stored, failed } = await outcomeOf(child);
      assert.equal(failed.length, 1);
      assert.ok(['disk-error', 'disk-full'].includes(failed[0] ?? ''), failed[0]);
      assert.ok(stored.length > 0);
      const found = wholeSessions(file);
      assert.deepEqual(
        stored.filter((lsid) => !found.includes(lsid)),
        [],
      );
      assert.equal(found.length % 10, 0);
    });
  });
});
