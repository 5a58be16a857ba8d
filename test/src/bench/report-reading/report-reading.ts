import { join } from 'node:path';
import type { Benchmark } from '../benchmark.js';
import { speedRatio } from '../figures.js';
import { MeasuredModule } from '../own-process.js';
import { writeReportOf } from '../report-file.js';
import type { ContenderMethods } from './contenders.js';

/** Reads header and events of every session of a report, and does nothing with them. */
export const reportReading: Benchmark = {
  name: 'report-reading',
  title: 'A session report, only read',
  unit: 'sessions',
  figures: [
    {
      title: 'speed: reader ÷ fast-xml-parser per slice',
      of: speedRatio('reader', 'parser'),
      reach: { least: 2 },
    },
    { title: 'speed: reader ÷ fast-xml-parser per slice, checked', of: speedRatio('reader', 'checked-parser') },
  ],
  async prepare({ quick, directory }) {
    const sessions = quick ? 5 : 600;
    const { path } = await writeReportOf(join(directory, 'report.xml'), { sessions, eventsPerSession: 50 });
    const readers = new MeasuredModule<ContenderMethods>(new URL('./contenders.js', import.meta.url), quick);
    const run = (method: keyof ContenderMethods) => () => readers.run((methods) => methods[method](path));
    return {
      contenders: [
        { name: 'reader', title: 'reader', run: run('reader') },
        { name: 'parser', title: 'fast-xml-parser per slice', run: run('parser') },
        { name: 'checked-parser', title: 'fast-xml-parser per slice, checked', run: run('checkedParser') },
      ],
      end: () => readers.end(),
    };
  },
};
