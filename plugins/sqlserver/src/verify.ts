import { type DeliveryRecord, type Holding, storedSessionKey } from '@integration-client/sdk';
import type { Connection } from './connection.js';
import { lockOrFail } from './lock.js';
import { isStorableLsid } from './prepared-session.js';
import type { SchemaState } from './schema-check.js';
import { SessionReader } from './session-reader.js';
import { readSessionIds } from './statements.js';

/** Sessions that are read at once, and about how many bytes of them: all their rows are held in memory. */
const atOnce = { sessions: 100, bytes: 8 * 1024 * 1024 };

/** Ids that are read at once. */
const idsAtOnce = 1000;

/** Compares receipts with the rows that a database holds now. A session is found by host and lsid, whatever its number. */
export async function verifySessions(
  connection: Connection,
  state: SchemaState,
  deliveries: readonly DeliveryRecord[],
  signal: AbortSignal,
): Promise<readonly Holding[]> {
  const held = new Map<DeliveryRecord, Holding>();
  for (const [hostName, some] of groups(deliveries)) {
    const lsids = [...new Set(some.map(lsidOf))].filter(isStorableLsid);
    const contents = await connection.inTransaction(signal, async (session) => {
      // Otherwise a session could be replaced between two of its tables.
      await lockOrFail(session, hostName, 'Shared');
      return new SessionReader(session, state).contents(hostName, lsids);
    });
    for (const delivery of some) {
      const content = contents.get(lsidOf(delivery));
      const { bytes, sha256 } = delivery.receipt;
      if (content === undefined) held.set(delivery, 'missing');
      else held.set(delivery, content.bytes === bytes && content.sha256 === sha256 ? 'intact' : 'changed');
    }
  }
  return deliveries.map((delivery) => held.get(delivery) ?? 'missing');
}

/** Below all ids. */
export const lowestId: bigint = -(2n ** 63n);

/** Ids of some sessions, rising from the first that is greater than a number; none where there are no more. */
export async function sessionIds(
  connection: Connection,
  { tables }: SchemaState,
  after: bigint,
  signal: AbortSignal,
): Promise<readonly bigint[]> {
  if (!tables.some(({ name }) => name === 'session')) return [];
  const rows = await connection.session(signal).run(readSessionIds(after, idsAtOnce));
  return rows.map((row) => BigInt(String(row.id)));
}

/** Deliveries of one site each, not too many and not too large. */
function* groups(deliveries: readonly DeliveryRecord[]): Generator<readonly [string, readonly DeliveryRecord[]]> {
  const open = new Map<string, { readonly some: DeliveryRecord[]; bytes: number }>();
  for (const delivery of deliveries) {
    const { hostName } = storedSessionKey(delivery.key);
    const group = open.get(hostName) ?? { some: [], bytes: 0 };
    open.set(hostName, group);
    group.some.push(delivery);
    group.bytes += delivery.receipt.bytes;
    if (group.some.length < atOnce.sessions && group.bytes < atOnce.bytes) continue;
    yield [hostName, group.some];
    open.delete(hostName);
  }
  for (const [hostName, { some }] of open) yield [hostName, some];
}

function lsidOf(delivery: DeliveryRecord): string {
  return storedSessionKey(delivery.key).lsid;
}
