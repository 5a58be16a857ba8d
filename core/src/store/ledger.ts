import { IntegrationError } from '@integration-client/sdk';
import type { LedgerEntry } from '../transfer/state.js';
import { chunks } from './chunks.js';
import type { SettingsDatabase, SettingsTransaction } from './schema.js';

const keysAtOnce = 500;
/** Eight parameters a row. */
const rowsAtOnce = 120;

/** The entries of those keys that the destination's ledger has. */
export async function findDelivered(
  database: SettingsDatabase,
  destinationId: number,
  keys: readonly string[],
): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (const some of chunks(keys, keysAtOnce)) {
    const rows = await database
      .selectFrom('ledger')
      .select(['key', 'content', 'outcome', 'location', 'bytes', 'sha256'])
      .where('destination_id', '=', destinationId)
      .where('key', 'in', some)
      .execute();
    for (const { key, content, sha256, ...receipt } of rows) {
      entries.push({ key, content: textOf(content), receipt: { ...receipt, sha256: textOf(sha256) } });
    }
  }
  return entries;
}

/** Writes entries, each in place of an earlier one of its key. */
export async function writeDelivered(
  transaction: SettingsTransaction,
  siteId: number,
  destinationId: number,
  entries: readonly LedgerEntry[],
): Promise<void> {
  const rows = entries.map(({ key, content, receipt }) => ({
    destination_id: destinationId,
    key,
    site_id: siteId,
    content: bytesOf(content, key),
    outcome: receipt.outcome,
    location: receipt.location,
    bytes: receipt.bytes,
    sha256: bytesOf(receipt.sha256, key),
  }));
  const keys = rows.map((row) => row.key);
  for (const some of chunks(keys, keysAtOnce)) {
    await transaction
      .deleteFrom('ledger')
      .where('destination_id', '=', destinationId)
      .where('key', 'in', some)
      .execute();
  }
  for (const some of chunks(rows, rowsAtOnce)) await transaction.insertInto('ledger').values(some).execute();
}

function bytesOf(sha256: string, key: string): Uint8Array {
  if (sha256 === '' || /^[0-9a-f]{64}$/.test(sha256)) return Buffer.from(sha256, 'hex');
  throw new IntegrationError(`The delivery of ${key} came with a SHA-256 that is not 64 lower-case hex digits`, {
    code: 'receipt-invalid',
    hint: 'This is a defect of the destination plugin.',
  });
}

/** A hash as text: lower-case hex, or nothing. */
export function textOf(sha256: Uint8Array): string {
  return Buffer.from(sha256.buffer, sha256.byteOffset, sha256.byteLength).toString('hex');
}
