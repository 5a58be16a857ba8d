import { setTimeout } from 'node:timers/promises';
import { connectControl } from '@integration-client/core/control/client';
import { resolveHome } from '@integration-client/core/home';
import { TestHome } from '../../support/test-home.js';
import { until } from '../../support/until.js';
import type { Benchmark, Measurement } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { processUsage } from '../process-usage.js';

const sites = 50;

/** Seconds that a host has to come to rest: after its first look at the schedules, a minute after the start, V8 gives back memory. */
const settling = 90;

/** One figure for each round of a whole run. */
const hostsAtOnce = 5;

/**
 * What a host costs that has nothing to do: 50 sites, each with a schedule that is due in twelve hours. All hosts are watched at
 * the same time, and each is the measurement of one round; a look at the schedules, once a minute, is always among it.
 */
export const idleHost: Benchmark = {
  name: 'idle-host',
  title: `An idle ic-host with ${sites} sites`,
  unit: 'seconds watched',
  figures: [
    {
      title: 'percent of a core',
      of: (round) => (100 * measurementOf(round, 'host').cpuSeconds) / measurementOf(round, 'host').seconds,
      reach: { most: 0.2 },
    },
    {
      title: 'MB at the peak',
      of: (round) => measurementOf(round, 'host').peakBytes / 1024 / 1024,
      reach: { most: 90 },
    },
  ],
  async prepare({ quick }) {
    const homes: TestHome[] = [];
    const pids: number[] = [];
    for (let host = 0; host < (quick ? 1 : hostsAtOnce); host++) {
      const home = await TestHome.create();
      homes.push(home);
      await home.apply(settings(home));
      const { process } = home.start('ic-host', '--quiet');
      await until(async () => (await connectControl(resolveHome(home.home))) !== undefined);
      pids.push(process.pid ?? 0);
    }
    let watched: Promise<Measurement[]> | undefined;
    return {
      contenders: [
        {
          name: 'host',
          title: 'ic-host',
          run: async () => {
            watched ??= watch(pids, quick ? { seconds: 2 } : { settling, seconds: 65 });
            return (await watched).shift() as Measurement;
          },
        },
      ],
      async end() {
        for (const home of homes) await home.remove();
      },
    };
  },
};

async function watch(
  pids: readonly number[],
  { settling, seconds }: { readonly settling?: number; readonly seconds: number },
): Promise<Measurement[]> {
  await setTimeout((settling ?? 0) * 1000);
  const usages = () => Promise.all(pids.map(processUsage));
  // Two seconds of rest may take no CPU time at all: a tiny run counts the start, too.
  const [before, started] = [settling === undefined ? [] : await usages(), performance.now()];
  await setTimeout(seconds * 1000);
  const passed = (performance.now() - started) / 1000;
  return (await usages()).map(({ cpuSeconds, peakBytes }, host) => {
    const used = cpuSeconds - (before[host]?.cpuSeconds ?? 0);
    return { units: passed, seconds: passed, cpuSeconds: used, peakBytes };
  });
}

function settings({ archive }: TestHome): Readonly<Record<string, unknown>> {
  const { hour, minute } = inTwelveHours();
  const names = Array.from({ length: sites }, (_, site) => `Site ${site}`);
  return {
    sites: names.map((name, site) => ({
      name,
      host: `site-${site}.example.com`,
      account: { type: 'api', clientId: 'bench', clientSecret: `secret of ${name}` },
    })),
    destinations: [{ name: 'Archive', plugin: 'filesystem', settings: { sessions: { directory: archive } } }],
    schedules: names.map((site) => ({
      name: site,
      enabled: true,
      every: { days: 1, at: `${hour}:${minute}` },
      transfers: [{ site, destination: 'Archive', operations: ['sessions'] }],
    })),
  };
}

/** A time of day, by the machine's clock. */
function inTwelveHours(): { readonly hour: string; readonly minute: string } {
  const time = new Date(Date.now() + 12 * 3_600_000);
  const two = (number: number) => String(number).padStart(2, '0');
  return { hour: two(time.getHours()), minute: two(time.getMinutes()) };
}
