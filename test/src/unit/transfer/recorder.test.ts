import assert from 'node:assert/strict';
import { Recorder } from '@integration-client/core/transfer/recorder';
import type { LedgerEntry, TransferState } from '@integration-client/core/transfer/state';
import { Tally } from '@integration-client/core/transfer/tally';
import type { BackupItem } from '@integration-client/sdk';
import { until } from '../../support/until.js';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** A delivered item. */
function delivered(key: string) {
  const receipt = { outcome: 'stored', location: `/${key}`, bytes: 1, sha256: '0'.repeat(64) } as const;
  return { item: { operation: 'site-backups', key } as BackupItem, receipt };
}

describe('what becomes of items', () => {
  const record = (delay: number, write: (keys: readonly string[]) => Promise<void>) => {
    const state = { recordDelivered: (entries: readonly LedgerEntry[]) => write(entries.map(({ key }) => key)) };
    const tally = new Tally({ site: 's', destination: 'd' }, [], () => {});
    return new Recorder(state as unknown as TransferState, tally, quiet, delay);
  };

  it('is written down before long, also while the next item takes hours', async () => {
    const written: string[] = [];
    const recorder = record(50, async (keys) => {
      written.push(...keys);
    });
    await recorder.note(delivered('a'));
    await recorder.note(delivered('b'));
    assert.deepEqual(written, []);
    await until(async () => written.length === 2);
    await recorder.note(delivered('c'));
    await until(async () => written.length === 3);
    assert.deepEqual(written, ['a', 'b', 'c']);
    await recorder.flush();
    assert.deepEqual(written, ['a', 'b', 'c']);
  });

  it('stops the transfer where it could not be written down meanwhile', async () => {
    let tried = false;
    const recorder = record(1, async () => {
      tried = true;
      throw new Error('locked');
    });
    await recorder.note(delivered('a'));
    await until(async () => tried);
    await assert.rejects(recorder.flush(), /locked/);
  });
});
