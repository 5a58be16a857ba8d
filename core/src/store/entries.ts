import type { SettingsTransaction } from './schema.js';

/** The kinds of entries that people name. */
type EntryTable = 'site' | 'destination' | 'schedule';

/** Removes the entries of a kind whose names are not among these, with all that is remembered of them. */
export async function removeOthers(
  transaction: SettingsTransaction,
  table: EntryTable,
  entries: readonly { readonly name: string }[],
): Promise<void> {
  const names = new Set(entries.map((entry) => entry.name));
  const rows = await transaction.selectFrom(table).select(['id', 'name']).execute();
  for (const row of rows) {
    if (!names.has(row.name)) await transaction.deleteFrom(table).where('id', '=', row.id).execute();
  }
}

/** The ids of the entries of a kind, by name. */
export async function idsByName(transaction: SettingsTransaction, table: EntryTable): Promise<Map<string, number>> {
  const rows = await transaction.selectFrom(table).select(['id', 'name']).execute();
  return new Map(rows.map((row) => [row.name, row.id]));
}
