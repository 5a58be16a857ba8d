import { setImmediate } from 'node:timers/promises';
import {
  type DeliveryRecord,
  databaseOfLocation,
  type Holding,
  sessionLocation,
  storedSessionKey,
} from '@integration-client/sdk';
import { type ReadWork, readDatabase } from './read-database.js';
import { SessionReader } from './session-reader.js';
import { translated } from './sqlite-errors.js';

/** Sessions read in one transaction: while it lasts, the write-ahead log of a database that is written to only grows. */
const atOnce = 500;

/**
 * Compares receipts with the rows that a database holds now; what it lacks is looked for in the database that the receipt
 * names, where that is another one. A session is found by host and lsid, whatever its number. A database that is not
 * there holds nothing. Throws ConfigError and UnreachableError for one that cannot be read.
 */
export async function verifySessions(
  file: string,
  deliveries: readonly DeliveryRecord[],
  signal: AbortSignal,
): Promise<readonly Holding[]> {
  const held = new Map<DeliveryRecord, Holding>();
  for (const place of new Set([
    file,
    ...deliveries.map(({ receipt }) => databaseOfLocation(receipt.location) ?? file),
  ])) {
    const wanted = deliveries.filter(
      (delivery) => !held.has(delivery) && (place === file || place === databaseOfLocation(delivery.receipt.location)),
    );
    for (let start = 0; start < wanted.length; start += atOnce) {
      const found = await read(place, async (db, schema) => {
        const reader = new SessionReader(db, schema);
        return compare(reader, wanted.slice(start, start + atOnce), signal);
      });
      for (const [delivery, holding] of found ?? []) held.set(delivery, holding);
    }
  }
  return deliveries.map((delivery) => held.get(delivery) ?? 'missing');
}

/** Those of the deliveries that are there. */
async function compare(
  reader: SessionReader,
  deliveries: readonly DeliveryRecord[],
  signal: AbortSignal,
): Promise<ReadonlyMap<DeliveryRecord, Holding>> {
  const held = new Map<DeliveryRecord, Holding>();
  for (const delivery of deliveries) {
    await setImmediate(); // reading blocks: the signal could not come in
    signal.throwIfAborted();
    const { receipt, key } = delivery;
    const { hostName, lsid } = storedSessionKey(key);
    const content = reader.contentOf(hostName, lsid);
    if (content === undefined) continue;
    held.set(delivery, content.bytes === receipt.bytes && content.sha256 === receipt.sha256 ? 'intact' : 'changed');
  }
  return held;
}

/** The location of every session in a database, by and by: what is written meanwhile may be among them or not. */
export async function* sessionLocations(file: string, signal: AbortSignal): AsyncGenerator<string> {
  let last: bigint | undefined = -(2n ** 63n);
  while (last !== undefined) {
    signal.throwIfAborted();
    const after: bigint = last;
    const ids = (await read(file, async (db, schema) => new SessionReader(db, schema).idsAfter(after, atOnce))) ?? [];
    for (const id of ids) yield sessionLocation(file, id);
    last = ids.at(-1);
  }
}

async function read<T>(file: string, work: ReadWork<T>): Promise<T | undefined> {
  try {
    return await readDatabase(file, work);
  } catch (error) {
    throw translated(error, file);
  }
}
