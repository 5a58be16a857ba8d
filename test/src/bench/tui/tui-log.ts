import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { dateOf, logFileNames } from '@integration-client/core/log/log-files';
import { TestHome } from '../../support/test-home.js';
import type { Benchmark, Measurement } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { MeasuredProgram } from './program.js';

/** What stands before each frame that is drawn. */
const beginsFrame = '\x1b[?2026h';

/** How often new lines come, in a second. */
const batches = 20;

/** What the log viewer costs while a log pours in: 1,000 lines a second after 100,000. */
export const tuiLog: Benchmark = {
  name: 'tui-log',
  title: 'The log viewer while 1,000 lines a second come',
  unit: 'frames',
  figures: [
    {
      title: 'CPU milliseconds a frame (mean)',
      of: (round) => (measurementOf(round, 'log').cpuSeconds / measurementOf(round, 'log').units) * 1000,
      reach: { most: 16 },
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
          run: () => pouring(home, lines, quick ? 1 : 10),
        },
      ],
      end: () => home.remove(),
    };
  },
};

async function pouring(home: TestHome, lines: number, seconds: number): Promise<Measurement> {
  const logs = join(home.home, 'logs');
  await mkdir(logs, { recursive: true });
  const file = join(logs, `${logFileNames.ic}-${dateOf(new Date())}.txt`);
  await rm(file, { force: true });
  await appendFile(file, logLines(lines));
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
          await appendFile(file, logLines(1000 / batches, lines + batch * (1000 / batches)));
          await setTimeout(1000 / batches);
        }
      },
      () => frames(program) - before,
    );
  } finally {
    await program.end();
  }
}

/** Lines of a log, each with its number. */
function logLines(count: number, first = 0): string {
  const time = '2026-01-01 00:00:00,000';
  return Array.from({ length: count }, (_, line) => `${time} [bench] INFO line ${first + line} of what happens\n`).join(
    '',
  );
}

function frames({ terminal }: MeasuredProgram): number {
  return terminal.output.split(beginsFrame).length - 1;
}
