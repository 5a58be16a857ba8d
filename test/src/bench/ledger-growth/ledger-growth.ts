import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChildModule } from '../../support/child-module.js';
import { settingsFor, TestHome } from '../../support/test-home.js';
import type { ApplianceMethods } from '../appliance-process.js';
import type { Benchmark, Contender, Figure, Measurement } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { measuredCommand } from '../measured-command.js';
import { inOwnProcess } from '../own-process.js';
import type { Growth, LedgerMethods } from './ledger.js';

const ic = fileURLToPath(new URL('../../../../host/bin/ic.js', import.meta.url));
const ledgerModule = new URL('./ledger.js', import.meta.url);

const works = { deliver: 'delivery', record: 'ledger, new sessions', ask: 'ledger, known sessions' } as const;

type Work = keyof typeof works;

const sizes = [1_000, 10_000, 100_000, 1_000_000] as const;

/**
 * What a session costs, whatever the ledger holds already: its delivery as a whole, by `ic schedule run` to files, and of that
 * what the settings database does.
 */
export const ledgerGrowth: Benchmark = {
  name: 'ledger-growth',
  title: 'Sessions as the ledger grows',
  unit: 'sessions',
  figures: (Object.keys(works) as Work[]).flatMap((work) => [
    ...sizes.slice(1).map((size) => grown(work, size, 'seconds')),
    grown(work, 1_000_000, 'peakBytes'),
  ]),
  async prepare({ quick, directory }) {
    const appliance = new ChildModule<ApplianceMethods>(new URL('../appliance-process.js', import.meta.url));
    const delivered = quick ? 10 : 500;
    const where = await appliance.methods.start({ sessions: delivered, recordings: 'none', presentations: 0 });
    const keeper = new ChildModule<LedgerMethods>(ledgerModule);
    const homes: { readonly size: number; readonly home: TestHome; readonly growth: Growth }[] = [];
    for (const size of sizes) {
      const home = await TestHome.create({ within: directory });
      await home.apply(settingsFor(home, where, ['sessions']));
      const growth = { home: home.home, known: quick ? size / 1_000 : size, sessions: quick ? 20 : 2_000 };
      await keeper.methods.fill(growth);
      homes.push({ size, home, growth });
    }
    const run = (work: Work, home: TestHome, growth: Growth): Promise<Measurement> =>
      work === 'deliver'
        ? deliver(home, delivered, keeper)
        : inOwnProcess<LedgerMethods>(ledgerModule, (methods) => methods[work](growth), []);
    // No ledger of a tiny run is large: the first delivery stands for all, and the rest needs no processes of its own.
    let firstDelivery: Promise<Measurement> | undefined;
    const runTiny = (work: Work, home: TestHome, growth: Growth): Promise<Measurement> => {
      if (work !== 'deliver') return keeper.methods[work](growth);
      firstDelivery ??= deliver(home, delivered, keeper);
      return firstDelivery;
    };
    const contenders = (Object.keys(works) as Work[]).flatMap((work) =>
      homes.map(
        ({ size, home, growth }): Contender => ({
          name: `${work}-${size}`,
          title: `${works[work]}; ${size.toLocaleString('en')} in the ledger`,
          run: () => (quick ? runTiny : run)(work, home, growth),
        }),
      ),
    );
    return {
      contenders,
      async end() {
        await keeper.stop();
        await appliance.stop();
      },
    };
  },
};

/** All sessions of the appliance, which are new to the ledger. */
async function deliver(home: TestHome, sessions: number, keeper: ChildModule<LedgerMethods>): Promise<Measurement> {
  const command = [process.execPath, ic, 'schedule', 'run', 'Now'];
  const measurement = await measuredCommand(command, { IC_HOME: home.home }, sessions);
  const stored = (await home.files('sessions')).length;
  if (stored !== sessions) throw new Error(`${stored} of ${sessions} sessions were stored`);
  await rename(home.archive, join(home.directory, `delivered-${Date.now()}`));
  await keeper.methods.forgetDelivered({ home: home.home });
  return measurement;
}

function grown(work: Work, size: number, what: 'seconds' | 'peakBytes'): Figure {
  const name = what === 'seconds' ? 'seconds a session' : 'peak memory';
  return {
    title: `${works[work]}: ${name}, ${size.toLocaleString('en')} ÷ 1,000 in the ledger`,
    of: (round) => measurementOf(round, `${work}-${size}`)[what] / measurementOf(round, `${work}-1000`)[what],
    // The others are parts of the delivery: what they add to it is what counts.
    ...(work === 'deliver' && { reach: { most: 1.2 } }),
  };
}
