import { setTimeout } from 'node:timers/promises';
import { TestHome } from '../../support/test-home.js';
import type { Benchmark, Measurement } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { MeasuredProgram } from './program.js';

/** What the terminal UI costs while nobody does anything. A run in which anything is drawn fails. */
export const tuiIdle: Benchmark = {
  name: 'tui-idle',
  title: 'The terminal UI while nothing happens',
  unit: 'seconds watched',
  figures: [
    {
      title: 'CPU seconds in a second, with nothing drawn',
      of: (round) => measurementOf(round, 'idle').cpuSeconds / measurementOf(round, 'idle').seconds,
      reach: { most: 0.02 },
    },
  ],
  async prepare({ quick }) {
    const home = await TestHome.create();
    return {
      contenders: [{ name: 'idle', title: 'the main window', run: () => idle(home, quick ? 2.5 : 5) }],
      end: () => home.remove(),
    };
  },
};

async function idle(home: TestHome, seconds: number): Promise<Measurement> {
  const program = MeasuredProgram.tui(home.home);
  try {
    await program.terminal.wrote('There are no schedules');
    // What the start left to be done.
    await setTimeout(2_000);
    const written = program.terminal.output.length;
    const measurement = await program.watch(
      () => setTimeout(seconds * 1000),
      (watched) => watched,
    );
    const drawn = program.terminal.output.length - written;
    if (drawn > 0) throw new Error(`${drawn} characters were drawn while nothing changed`);
    return measurement;
  } finally {
    await program.end();
  }
}
