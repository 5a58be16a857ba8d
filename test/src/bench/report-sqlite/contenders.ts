import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import plugin from '@integration-client/plugin-sqlite';
import { canonicalValue, type Destination, storageTables } from '@integration-client/sdk';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { offer } from '../../support/child-module.js';
import type { Measurement } from '../benchmark.js';
import { type ReportFile, sessionBatches } from '../report-file.js';
import { SessionRowMaker } from '../sqlserver-load/rows.js';
import { Stopwatch } from '../stopwatch.js';

const methods = {
  /**
   * One prepared INSERT for each table, one transaction for each batch, as durable as the plugin's. The rows of a batch
   * lie in memory before.
   */
  async inserts(report: ReportFile, within: string): Promise<Measurement> {
    const db = await emptyDatabase(join(await mkdtemp(join(within, 'rows-')), 'sessions.db'));
    const inserts = storageTables.map(({ name, columns }) => ({
      name,
      statement: db.prepare(
        `INSERT INTO "${name}" (${columns.map((column) => `"${column.name}"`).join(', ')})
         VALUES (${columns.map(() => '?').join(', ')})`,
      ),
    }));
    const watch = new Stopwatch();
    const maker = new SessionRowMaker();
    let count = 0;
    for await (const items of sessionBatches(report)) {
      const rows = maker.rowsOf(items);
      const batch = inserts.map(({ name, statement }) => {
        const values = (rows.get(name) ?? []).map((row) => row.map(canonicalValue));
        count += values.length;
        return { statement, values };
      });
      await watch.time(() => {
        db.exec('BEGIN IMMEDIATE');
        for (const { statement, values } of batch) for (const row of values) statement.run(...row);
        db.exec('COMMIT');
      });
    }
    await watch.time(() => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    db.close();
    return watch.measurement(count);
  },
};

/** What it offers to its parent. */
export type ContenderMethods = typeof methods;

/** A database with the tables and indexes that the plugin makes. */
async function emptyDatabase(file: string): Promise<DatabaseSyncInstance> {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const destination = new plugin.destination({ file, storeSystemInformation: true }, log) as Required<Destination>;
  await destination.deliverMany([], new AbortController().signal);
  await destination.close();
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  return db;
}

offer(methods);
