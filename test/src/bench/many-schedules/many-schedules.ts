import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildModule } from '../../support/child-module.js';
import { memoryDirectory } from '../../support/memory-directory.js';
import type { Benchmark } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { inOwnProcess } from '../own-process.js';
import type { HostMethods } from './host.js';

const hostModule = new URL('./host.js', import.meta.url);

const sizes = [1_000, 2_000] as const;

/** How late runs begin where very many schedules are due at the same time, every minute. */
export const manySchedules: Benchmark = {
  name: 'many-schedules',
  title: 'Schedules that are all due in the same minute',
  unit: 'runs',
  figures: sizes.map((size, index) => ({
    title: `seconds until the last of ${size.toLocaleString('en')} runs began`,
    of: (round) => measurementOf(round, `sites-${size}`).seconds,
    ...(index === 0 ? { reach: { most: 5 } } : {}),
  })),
  async prepare({ quick }) {
    const directory = await mkdtemp(join(memoryDirectory(), 'ic-bench-'));
    const homes = sizes.map((size) => ({
      size,
      home: join(directory, String(size)),
      sites: quick ? size / 500 : size,
    }));
    const child = new ChildModule<HostMethods>(hostModule);
    for (const { home, sites } of homes) await child.methods.fill({ home, sites });
    await child.stop();
    return {
      contenders: homes.map(({ size, home }, index) => ({
        name: `sites-${size}`,
        title: `${size.toLocaleString('en')} sites`,
        run: () =>
          inOwnProcess<HostMethods>(
            hostModule,
            ({ watch }) => watch({ home, minutes: index === 0 && !quick ? 2 : 1 }),
            [],
          ),
      })),
      end: () => rm(directory, { recursive: true }),
    };
  },
};
