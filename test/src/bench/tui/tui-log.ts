import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { dateOf, logFileNames } from '@integration-client/core/log/log-files';
import type { ChildModule } from '../../support/child-module.js';
import { TestHome } from '../../support/test-home.js';
import type { Benchmark, Measurement } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { inOwnProcess } from '../own-process.js';
import type { FrameMethods, Viewing } from './log-frames.js';
import { beginsFrame, logLines } from './log-text.js';
import { MeasuredProgram } from './program.js';

/** How often new lines come, in a second. */
const batches = 20;

/** What the log viewer costs while a log pours in: 1,000 lines a second after 100,000. */
export const tuiLog: Benchmark = {
  name: 'tui-log',
  title: 'The log viewer while 1,000 lines a second come',
  unit: 'frames',
  figures: [
    {
      title: 'milliseconds from new lines or a key to the frame (95 of 100)',
      of: (round) => measurementOf(round, 'frames').seconds * 1000,
      reach: { most: 16 },
    },
    {
      title: 'CPU milliseconds a frame, with the reading of the log (mean)',
      of: (round) => (measurementOf(round, 'log').cpuSeconds / measurementOf(round, 'log').units) * 1000,
    },
    {
      title: 'CPU seconds in a second',
      of: (round) => measurementOf(round, 'log').cpuSeconds / measurementOf(round, 'log').seconds,
    },
  ],
  async prepare({ quick }) {
    const home = await TestHome.create();
    const lines = quick ? 1_000 : 100_000;
    return {
      contenders: [
        {
          name: 'log',
          title: `after ${lines.toLocaleString('en')} lines`,
          run: () => pouring(home, lines, quick ? 1 : 3),
        },
        {
          name: 'frames',
          title: 'a frame, within which 95 of 100 were drawn',
          run: () => timedFrames({ home: home.home, lines, frames: quick ? 4 : 40 }),
        },
      ],
      end: () => home.remove(),
    };
  },
};

function timedFrames(viewing: Viewing): Promise<Measurement> {
  const module = new URL('./log-frames.js', import.meta.url);
  return inOwnProcess(module, ({ watch }: ChildModule<FrameMethods>['methods']) => watch(viewing), []);
}

async function pouring(home: TestHome, lines: number, seconds: number): Promise<Measurement> {
  const logs = join(home.home, 'logs');
  await mkdir(logs, { recursive: true });
  const file = join(logs, `${logFileNames.ic}-${dateOf(new Date())}.txt`);
  await rm(file, { force: true });
  await appendFile(file, text(lines));
  const program = MeasuredProgram.tui(home.home);
  try {
    await program.terminal.wrote('There are no schedules');
    program.terminal.keys('T');
    await program.terminal.wrote('Log File');
    program.terminal.keys('l');
    await program.terminal.wrote(`line ${lines - 1} `);
    await setTimeout(1_000);
    const before = frames(program);
    return await program.watch(
      async () => {
        for (let batch = 0; batch < seconds * batches; batch += 1) {
          await appendFile(file, text(1000 / batches, lines + batch * (1000 / batches)));
          await setTimeout(1000 / batches);
        }
      },
      () => frames(program) - before,
    );
  } finally {
    await program.end();
  }
}

/** Lines of a log as a file has them. */
function text(count: number, first?: number): string {
  return `${logLines(count, first).join('\n')}\n`;
}

function frames({ terminal }: MeasuredProgram): number {
  return terminal.output.split(beginsFrame).length - 1;
}
