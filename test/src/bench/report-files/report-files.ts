import { join } from 'node:path';
import plugin from '@integration-client/plugin-filesystem';
import type { Benchmark } from '../benchmark.js';
import { peakMegabytes, speedRatio } from '../figures.js';
import { measureTransfer } from '../measured-transfer.js';
import { MeasuredModule } from '../own-process.js';
import { unasked, writeReportOf } from '../report-file.js';
import type { ContenderMethods } from './contenders.js';

/** Moves a report to files, one for each session. The loop begins with their bytes in memory, and checks nothing. */
export const reportFiles: Benchmark = {
  name: 'report-files',
  title: 'A session report to durable files',
  unit: 'sessions',
  figures: [
    {
      title: 'speed: transfer ÷ bare loop that writes the same files durably',
      of: speedRatio('transfer', 'bare-loop'),
      reach: { least: 0.8 },
    },
    {
      title: 'speed: transfer ÷ fast-xml-parser on the whole document, no flush',
      of: speedRatio('transfer', 'whole-document'),
      reach: { least: 4 },
    },
    { title: 'memory: transfer, MB', of: peakMegabytes('transfer'), reach: { most: 120 } },
  ],
  async prepare({ quick, directory }) {
    const write = (sessions: number) =>
      writeReportOf(join(directory, `${sessions}.xml`), { sessions, eventsPerSession: 50 });
    const all = await write(quick ? 10 : 4_000);
    // A tree of all of it takes more memory than Node has by default.
    const part = await write(quick ? 5 : 800);
    const bare = new MeasuredModule<ContenderMethods>(new URL('./contenders.js', import.meta.url), quick);
    const transfer = { site: unasked, destination: 'Archive', operations: ['sessions'], xmlFiles: [all.path] } as const;
    return {
      contenders: [
        {
          name: 'transfer',
          title: 'transfer',
          run: () => measureTransfer(transfer, directory, (_, measurement) => measurement),
        },
        {
          name: 'bare-loop',
          title: 'bare loop, bytes in memory',
          run: () => bare.run(({ bareLoop }) => bareLoop(all.path, directory, plugin.concurrency ?? 1)),
        },
        {
          name: 'whole-document',
          title: 'fast-xml-parser, a fifth of the sessions',
          run: () => bare.run(({ wholeDocument }) => wholeDocument(part.path, directory)),
        },
      ],
      end: () => bare.end(),
    };
  },
};
