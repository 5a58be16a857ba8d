import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DeliveryRecord, Holding, Item, Receipt } from '@integration-client/sdk';
import { fullSession } from '../relational/sample-session.js';
import { itemOf, open, signal, withDirectory } from './support.js';

/** A session for Remote Support and one for Privileged Remote Access: together they have rows in every table. */
export const both = [itemOf(fullSession()), itemOf(fullSession({ lsid: 'pra' }), 'PRA')];

/** Delivers to a database, and answers what was delivered with the receipts. */
export async function deliver(file: string, items: readonly Item[] = both): Promise<DeliveryRecord[]> {
  const destination = open(file, true);
  const receipts = await destination.deliverMany(items, signal);
  await destination.close();
  return items.map(({ key, operation }, index) => ({ key, operation, receipt: receipts[index] as Receipt }));
}

/** What a database says of deliveries. */
export function verify(file: string, deliveries: readonly DeliveryRecord[]): Promise<readonly Holding[]> {
  return open(file).verify(deliveries, signal);
}

/** The locations of all sessions of a database. */
export async function locations(file: string): Promise<string[]> {
  const found: string[] = [];
  for await (const location of open(file).locations(signal)) found.push(location);
  return found;
}

/** The database without what a connection of this process may have left beside it. */
export function alone(file: string, directory: string): string {
  const copy = join(directory, `alone-${Math.random()}`, 'sessions.db');
  mkdirSync(join(copy, '..'));
  copyFileSync(file, copy);
  return copy;
}

/** A test with a directory of its own, and a database in it that is not there yet. */
export function inDirectory(work: (file: string, directory: string) => Promise<void>): () => Promise<void> {
  return () => withDirectory((directory) => work(join(directory, 'sessions.db'), directory));
}
