import type { Selectable } from 'kysely';
import type { Incident } from '../notify/incident.js';
import { chunks } from './chunks.js';
import type { SettingsDatabase, SettingsTables, SettingsTransaction } from './schema.js';

type Row = Selectable<SettingsTables['incident']>;

const keysAtOnce = 500;
/** Sixteen parameters a row. */
const rowsAtOnce = 100;

/** What mail has to tell, the oldest first. */
export async function loadIncidents(database: SettingsDatabase): Promise<Incident[]> {
  const rows = await database.selectFrom('incident').selectAll().orderBy('since').orderBy('key').execute();
  return rows.map(incidentOf);
}

/** Writes what of the incidents is another object than before, and removes what is no longer there. */
export async function saveIncidents(
  transaction: SettingsTransaction,
  before: readonly Incident[],
  after: readonly Incident[],
): Promise<void> {
  const kept = new Set(before);
  const written = after.filter((incident) => !kept.has(incident));
  const same = new Set(after);
  const removed = before.filter((incident) => !same.has(incident));
  const keys = [...new Set([...removed, ...written].map(({ key }) => key))];
  for (const some of chunks(keys, keysAtOnce)) {
    await transaction.deleteFrom('incident').where('key', 'in', some).execute();
  }
  for (const some of chunks(written.map(rowOf), rowsAtOnce)) {
    await transaction.insertInto('incident').values(some).execute();
  }
}

function rowOf(incident: Incident): Row {
  return {
    key: incident.key,
    schedule: incident.schedule ?? null,
    site: incident.site ?? null,
    destination: incident.destination ?? null,
    code: incident.code,
    message: incident.message,
    hint: incident.hint ?? null,
    outcome: incident.outcome,
    failed_items: incident.failedItems,
    since: incident.since.getTime(),
    last: incident.last.getTime(),
    occurrences: incident.occurrences,
    recovered: incident.recovered?.getTime() ?? null,
    mails: incident.mails,
    told: incident.told?.getTime() ?? null,
    told_occurrences: incident.toldOccurrences,
  };
}

function incidentOf(row: Row): Incident {
  return {
    key: row.key,
    ...(row.schedule === null ? {} : { schedule: row.schedule }),
    ...(row.site === null ? {} : { site: row.site }),
    ...(row.destination === null ? {} : { destination: row.destination }),
    code: row.code,
    message: row.message,
    ...(row.hint === null ? {} : { hint: row.hint }),
    outcome: row.outcome,
    failedItems: row.failed_items,
    since: new Date(row.since),
    last: new Date(row.last),
    occurrences: row.occurrences,
    ...(row.recovered === null ? {} : { recovered: new Date(row.recovered) }),
    mails: row.mails,
    ...(row.told === null ? {} : { told: new Date(row.told) }),
    toldOccurrences: row.told_occurrences,
  };
}
