import { join } from 'node:path';
import { storageTables } from '@integration-client/sdk';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Benchmark } from '../benchmark.js';
import { peakMegabytes, speedRatio } from '../figures.js';
import { measureTransfer } from '../measured-transfer.js';
import { inOwnProcess } from '../own-process.js';
import { unasked, writeReportOf } from '../report-file.js';
import type { ContenderMethods } from './contenders.js';

/** Moves a report into SQLite: all tables, each row durable. The inserts begin with rows, the transfer with XML. */
export const reportSqlite: Benchmark = {
  name: 'report-sqlite',
  title: 'A session report into SQLite',
  unit: 'rows',
  figures: [
    {
      title: 'speed: transfer (from XML) ÷ prepared inserts (rows in memory)',
      of: speedRatio('transfer', 'inserts'),
      reach: { least: 0.35 },
    },
    { title: 'memory: transfer, MB', of: peakMegabytes('transfer') },
  ],
  async prepare({ quick, directory }) {
    const sessions = quick ? 5 : 1_500;
    const report = await writeReportOf(join(directory, 'report.xml'), { sessions, eventsPerSession: 50 });
    const transfer = {
      site: unasked,
      destination: 'Storage',
      operations: ['sessions'],
      xmlFiles: [report.path],
    } as const;
    return {
      contenders: [
        {
          name: 'transfer',
          title: 'transfer, from XML',
          run: () =>
            measureTransfer(transfer, directory, ({ database }, measurement) => ({
              ...measurement,
              units: storedRows(database),
            })),
        },
        {
          name: 'inserts',
          title: 'prepared inserts, rows in memory',
          run: () =>
            inOwnProcess<ContenderMethods>(new URL('./contenders.js', import.meta.url), ({ inserts }) =>
              inserts(report, directory),
            ),
        },
      ],
    };
  },
};

function storedRows(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  const counts = storageTables.map(({ name }) => Number(db.prepare(`SELECT COUNT(*) AS n FROM "${name}"`).get()?.n));
  db.close();
  return counts.reduce((sum, count) => sum + count, 0);
}
