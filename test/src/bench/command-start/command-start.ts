import { fileURLToPath } from 'node:url';
import { TestHome } from '../../support/test-home.js';
import type { Benchmark, Round } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { measuredCommand } from '../measured-command.js';

const ic = fileURLToPath(new URL('../../../../host/bin/ic.js', import.meta.url));

/** What commands that have little to do take from start to end, compared with Node that does nothing. */
export const commandStart: Benchmark = {
  name: 'command-start',
  title: 'The start of ic',
  unit: 'starts',
  figures: [
    { title: 'seconds: ic --version ÷ node -e 0', of: longer('version'), reach: { most: 2.5 } },
    { title: 'seconds: ic status ÷ node -e 0', of: longer('status'), reach: { most: 6 } },
  ],
  async prepare() {
    const home = await TestHome.create();
    const node = (...parameters: string[]) =>
      measuredCommand([process.execPath, ...parameters], { IC_HOME: home.home });
    return {
      contenders: [
        { name: 'node', title: 'node -e 0', run: () => node('-e', '0') },
        { name: 'version', title: 'ic --version', run: () => node(ic, '--version') },
        { name: 'status', title: 'ic status', run: () => node(ic, 'status') },
      ],
      end: () => home.remove(),
    };
  },
};

function longer(command: string): (round: Round) => number {
  return (round) => measurementOf(round, command).seconds / measurementOf(round, 'node').seconds;
}
