import { TestHome } from '../../support/test-home.js';
import type { Benchmark, Measurement, Round } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { MeasuredProgram } from './program.js';

/** Node, which has begun and does nothing. */
const bareNode = ['-e', 'setInterval(() => {}, 1e6); console.log("begun")'];

/** How long it takes until a person sees something, and until it is all there, on an empty home in a terminal of its own. */
export const tuiStart: Benchmark = {
  name: 'tui-start',
  title: 'The start of the terminal UI',
  unit: 'starts',
  figures: [
    { title: 'first frame, seconds after Node', of: after('first-frame'), reach: { most: 0.3 } },
    { title: 'keys are read, seconds after Node', of: after('keys') },
    { title: 'all data is there, seconds after Node', of: after('data') },
  ],
  async prepare({ quick }) {
    const home = await TestHome.create();
    const started = () => MeasuredProgram.tui(home.home);
    // In a tiny run one start shows all there is to see.
    let shared: MeasuredProgram | undefined;
    const tui = (text: string) => async () => {
      if (!quick) return timed(started(), text);
      shared ??= started();
      return timeUntil(shared, text);
    };
    return {
      contenders: [
        { name: 'node', title: 'Node itself', run: () => timed(new MeasuredProgram(bareNode), 'begun') },
        { name: 'first-frame', title: 'ic: the first frame', run: tui('1 Schedules') },
        { name: 'keys', title: 'ic: the last line with the keys', run: tui('Quit') },
        { name: 'data', title: 'ic: with its data', run: tui('There are no schedules') },
      ],
      async end() {
        await shared?.end();
        await home.remove();
      },
    };
  },
};

/** Measures a program that just begins until it has written a text, and ends it. */
async function timed(program: MeasuredProgram, text: string): Promise<Measurement> {
  try {
    return await timeUntil(program, text);
  } finally {
    await program.end();
  }
}

async function timeUntil(program: MeasuredProgram, text: string): Promise<Measurement> {
  const started = performance.now();
  await program.terminal.wrote(text);
  const seconds = (performance.now() - started) / 1000;
  return { units: 1, seconds, ...(await program.usage()) };
}

/** At least a millisecond: on a machine that is busy with other things Node itself can take longer than all of it. */
function after(contender: string): (round: Round) => number {
  return (round) => Math.max(0.001, measurementOf(round, contender).seconds - measurementOf(round, 'node').seconds);
}
