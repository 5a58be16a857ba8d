import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildModule } from '../../support/child-module.js';
import { memoryDirectory } from '../../support/memory-directory.js';
import type { Benchmark } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { inOwnProcess } from '../own-process.js';
import type { HostMethods } from './host.js';

const hostModule = new URL('./host.js', import.meta.url);

/** As many sites as schedules. */
const count = 1_000;

/** How late runs begin where very many schedules are due at the same time, every minute. */
export const manySchedules: Benchmark = {
  name: 'many-schedules',
  title: 'Schedules that are all due in the same minute',
  unit: 'runs',
  figures: [
    {
      title: `seconds until the last of ${count.toLocaleString('en')} runs began`,
      of: (round) => measurementOf(round, 'sites').seconds,
      reach: { most: 5 },
    },
  ],
  async prepare({ quick }) {
    const home = await mkdtemp(join(memoryDirectory(), 'ic-bench-'));
    const sites = quick ? 2 : count;
    const child = new ChildModule<HostMethods>(hostModule);
    await child.methods.fill({ home, sites });
    await child.stop();
    return {
      contenders: [
        {
          name: 'sites',
          title: `${sites.toLocaleString('en')} sites`,
          run: () => inOwnProcess<HostMethods>(hostModule, ({ watch }) => watch({ home, minutes: quick ? 1 : 2 }), []),
        },
      ],
      end: () => rm(home, { recursive: true }),
    };
  },
};
