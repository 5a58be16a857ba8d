import type { RunReport } from '../run.js';
import type { SettingsDatabase } from './schema.js';
import { recordSuccess } from './transfer-figures.js';

/** Older reports than the newest so many are dropped. */
const keptRuns = 1_000;

/** Keeps a run's report, and drops the oldest ones past the newest 1,000. */
export async function recordRun(database: SettingsDatabase, run: RunReport): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('run')
      .values({
        schedule: run.schedule ?? null,
        started: Date.parse(run.started),
        outcome: run.outcome,
        report: JSON.stringify(run),
      })
      .execute();
    const { newest } = await transaction
      .selectFrom('run')
      .select((run) => run.fn.max('id').as('newest'))
      .executeTakeFirstOrThrow();
    await transaction
      .deleteFrom('run')
      .where('id', '<=', newest - keptRuns)
      .execute();
    await recordSuccess(transaction, run);
  });
}

/** The reports of the newest runs, newest first. */
export async function recentRuns(database: SettingsDatabase, count: number): Promise<RunReport[]> {
  const rows = await database.selectFrom('run').select('report').orderBy('id', 'desc').limit(count).execute();
  return rows.map((row) => JSON.parse(row.report));
}
