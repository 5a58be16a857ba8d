import { join } from 'node:path';
import { ChildModule } from '../../support/child-module.js';
import type { Benchmark, Measurement, Round } from '../benchmark.js';
import { measurementOf, peakRatio, speedRatio } from '../figures.js';
import { MeasuredModule } from '../own-process.js';
import { type ReportFile, writeReport } from '../report-file.js';
import type { ContenderMethods } from './contenders.js';
import type { ServerMethods } from './server.js';

type Methods = ChildModule<ContenderMethods>['methods'];

/**
 * Loads sessions of both products into SQL Server. The plugin is given XML, as in life, and the bulk load rows that lie in
 * memory: the plugin answers for all it does. What of that is the reading of the XML is measured by itself, and added to
 * the bulk load for the second figure, so that both begin with the same.
 */
export const sqlserverLoad: Benchmark = {
  name: 'sqlserver-load',
  title: 'Sessions into SQL Server',
  unit: 'rows',
  figures: [
    {
      title: 'speed: plugin (from XML) ÷ bare bulk load (rows in memory)',
      of: speedRatio('plugin', 'bulk'),
      reach: { least: 0.7 },
    },
    { title: 'speed: plugin (from XML) ÷ XML into rows, then bare bulk load', of: pluginToBulkFromXml },
    { title: 'speed: plugin (from XML) ÷ row by row', of: speedRatio('plugin', 'row-by-row'), reach: { least: 5 } },
    { title: 'memory: plugin, 4 N sessions ÷ N sessions', of: peakRatio('plugin-4n', 'plugin'), reach: { most: 1.2 } },
  ],
  async prepare({ quick, directory }) {
    const sessions = quick ? 1 : 50;
    const [few, some, many] = [
      await writeReports(directory, quick ? 1 : 10),
      await writeReports(directory, sessions),
      await writeReports(directory, 4 * sessions),
    ];
    const server = new ChildModule<ServerMethods>(new URL('./server.js', import.meta.url));
    await server.methods.start();
    const loaders = new MeasuredModule<ContenderMethods>(new URL('./contenders.js', import.meta.url), quick);
    const rows = new Map<readonly ReportFile[], number>();
    const run = async (reports: readonly ReportFile[], contender: (methods: Methods) => Promise<Measurement>) => {
      const measurement = await loaders.run(contender);
      const before = rows.get(reports) ?? measurement.units;
      if (measurement.units !== before) {
        throw new Error(`one contender made ${measurement.units} rows of what another made ${before} of`);
      }
      rows.set(reports, before);
      return measurement;
    };
    const load = async (contender: 'plugin' | 'bulk' | 'rowByRow', reports: readonly ReportFile[]) => {
      const database = await server.methods.newDatabase();
      const measurement = await run(reports, (methods) => methods[contender]({ reports, server: database }));
      await server.methods.drop(database.database ?? '');
      return measurement;
    };
    return {
      contenders: [
        { name: 'plugin', title: 'plugin, from XML', run: () => load('plugin', some) },
        { name: 'bulk', title: 'bare bulk load, rows in memory', run: () => load('bulk', some) },
        { name: 'row-by-row', title: 'row by row, rows in memory', run: () => load('rowByRow', few) },
        { name: 'parse', title: 'XML into rows, nothing else', run: () => run(some, ({ parse }) => parse(some)) },
        { name: 'plugin-4n', title: 'plugin, from XML, 4 N sessions', run: () => load('plugin', many) },
      ],
      async end() {
        await loaders.end();
        await server.methods.stop();
        await server.stop();
      },
    };
  },
};

/** Reports of so many sessions, one of each product. */
function writeReports(directory: string, sessions: number): Promise<readonly ReportFile[]> {
  const products = ['RS', 'PRA'] as const;
  return Promise.all(
    products.map((product) => writeReport(join(directory, `${product}-${sessions}.xml`), product, sessions)),
  );
}

function pluginToBulkFromXml(round: Round): number {
  const seconds = (contender: string) => measurementOf(round, contender).seconds;
  return (seconds('parse') + seconds('bulk')) / seconds('plugin');
}
