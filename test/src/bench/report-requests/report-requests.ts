import { fileURLToPath } from 'node:url';
import { ChildModule } from '../../support/child-module.js';
import { settingsFor, TestHome } from '../../support/test-home.js';
import type { ApplianceMethods } from '../appliance-process.js';
import type { Benchmark, Measurement } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { measuredCommand } from '../measured-command.js';
import { inOwnProcess } from '../own-process.js';
import type { CollectorMethods } from './collector.js';

const ic = fileURLToPath(new URL('../../../../host/bin/ic.js', import.meta.url));

/** As long as an appliance keeps sessions. */
const days = 90;

type Where = Awaited<ReturnType<ApplianceMethods['start']>>;

/** Requests that an appliance gets for its sessions: by a first run, and by one listing with a request for each session. */
export const reportRequests: Benchmark = {
  name: 'report-requests',
  title: 'Requests for sessions without recordings',
  unit: 'requests',
  figures: [
    {
      title: 'requests: ic, percent of one listing and one request a session',
      of: (round) => (100 * measurementOf(round, 'ic').units) / measurementOf(round, 'collector').units,
      reach: { most: 1 },
    },
    {
      title: 'seconds: ic ÷ one listing and one request a session',
      of: (round) => measurementOf(round, 'ic').seconds / measurementOf(round, 'collector').seconds,
    },
  ],
  async prepare({ quick }) {
    const sessions = quick ? 20 : 10_000;
    const appliance = new ChildModule<ApplianceMethods>(new URL('../appliance-process.js', import.meta.url));
    const where = await appliance.methods.start({ sessions, days, recordings: 'none', presentations: 0 });
    const counted = async (run: (home: TestHome) => Promise<Measurement>): Promise<Measurement> => {
      const home = await TestHome.create();
      try {
        await appliance.methods.countRequests();
        const measurement = await run(home);
        const stored = (await home.files('sessions')).length;
        if (stored !== sessions) throw new Error(`there are ${sessions} sessions, and ${stored} were stored`);
        return { ...measurement, units: await appliance.methods.countRequests() };
      } finally {
        await home.remove();
      }
    };
    return {
      contenders: [
        {
          name: 'ic',
          title: `ic schedule run, ${sessions.toLocaleString('en')} sessions`,
          run: () => counted((home) => byRun(home, where)),
        },
        {
          name: 'collector',
          title: `one listing and one request a session, ${sessions.toLocaleString('en')} sessions`,
          run: () => counted((home) => byCollector(home, where)),
        },
      ],
      end: () => appliance.stop(),
    };
  },
};

async function byRun(home: TestHome, where: Where): Promise<Measurement> {
  await home.apply(settingsFor(home, where, ['sessions']));
  return measuredCommand([process.execPath, ic, 'schedule', 'run', 'Now'], { IC_HOME: home.home });
}

function byCollector(home: TestHome, where: Where): Promise<Measurement> {
  const collection = { ...where, directory: `${home.archive}/sessions`, days: days + 1 };
  return inOwnProcess<CollectorMethods>(new URL('./collector.js', import.meta.url), ({ collect }) =>
    collect(collection),
  );
}
