import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { SettingsDatabase } from './schema.js';

/** A program that has a lease. */
export interface LeaseHolder {
  /** The name of its machine. */
  readonly machine: string;
  /** Its process there. */
  readonly pid: number;
  readonly since: Date;
}

/** Notes that this program has a lease, for people who look from elsewhere. */
export async function noteHolder(database: SettingsDatabase, name: string, since: Date): Promise<void> {
  const row = { key: keyOf(name), name, machine: hostname(), pid: process.pid, since: since.getTime() };
  await database.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('lease_holder').where('key', '=', row.key).execute();
    await transaction.insertInto('lease_holder').values(row).execute();
  });
}

/** Takes the note back, unless another program has the lease by now. */
export async function forgetHolder(database: SettingsDatabase, name: string): Promise<void> {
  await database
    .transaction()
    .execute((transaction) =>
      transaction
        .deleteFrom('lease_holder')
        .where('key', '=', keyOf(name))
        .where('machine', '=', hostname())
        .where('pid', '=', process.pid)
        .execute(),
    );
}

/** Who had each lease when it was noted. A program that was killed stays: ask for the lease itself. */
export async function notedHolders(database: SettingsDatabase): Promise<ReadonlyMap<string, LeaseHolder>> {
  const rows = await database.selectFrom('lease_holder').selectAll().orderBy('key').execute();
  return new Map(rows.map(({ name, machine, pid, since }) => [name, { machine, pid, since: new Date(since) }]));
}

/** Names of schedules can be longer than what a server finds by a key. */
function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
