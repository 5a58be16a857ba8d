import type { Outcome, RunReport } from '../run.js';
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

/** How the newest run of each schedule ended, by its name; of those whose runs are kept. */
export async function lastOutcomes(database: SettingsDatabase): Promise<ReadonlyMap<string, Outcome>> {
  const rows = await database
    .selectFrom('run')
    .select(['schedule', 'outcome'])
    .where('id', 'in', (from) =>
      from
        .selectFrom('run')
        .select(({ fn }) => fn.max('id').as('newest'))
        .where('schedule', 'is not', null)
        .groupBy('schedule'),
    )
    .execute();
  return new Map(rows.flatMap(({ schedule, outcome }) => (schedule === null ? [] : [[schedule, outcome] as const])));
}
