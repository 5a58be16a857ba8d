import { join } from 'node:path';
import { ChildModule } from '../child-module.js';
import { TestHome } from '../test-home.js';
import type { Footprint } from './footprint.js';
import type { HostMethods } from './host.js';

const minute = 60_000;

/** What is played. */
export interface ManySitesOptions {
  readonly seed: number;
  readonly sites: number;
  /** Of each site, over the whole span. */
  readonly sessions: number;
  readonly hours: number;
  /** Each so manieth transfer runs in a process of its own, as all do in production. 1: all. */
  readonly workerEach: number;
}

/**
 * A host with a schedule of one minute for each of many sites, in simulated time. All else is real: HTTPS to an appliance for
 * each site (they share a process), the settings database, plugins, files. The host has a process of its own, in which most
 * transfers run, too.
 */
export class ManySites {
  readonly home: TestHome;
  readonly options: ManySitesOptions;
  readonly #host: ChildModule<HostMethods>;
  readonly #from: Date;

  private constructor(home: TestHome, host: ChildModule<HostMethods>, from: Date, options: ManySitesOptions) {
    this.home = home;
    this.#host = host;
    this.#from = from;
    this.options = options;
  }

  /** Every second site goes to files, the others to a database. */
  static async start(options: ManySitesOptions): Promise<ManySites> {
    const home = await TestHome.create();
    const host = new ChildModule<HostMethods>(new URL('./host.js', import.meta.url), ['--expose-gc']);
    try {
      return await ManySites.#begin(home, host, options);
    } catch (error) {
      await host.stop();
      await home.remove();
      throw error;
    }
  }

  static async #begin(home: TestHome, host: ChildModule<HostMethods>, options: ManySitesOptions): Promise<ManySites> {
    // Schedules are due at full minutes. It begins about now, as transfers in processes of their own live in real time.
    const from = new Date(Math.ceil(Date.now() / minute) * minute);
    const until = new Date(from.getTime() + options.hours * 60 * minute);
    const { sites: count, seed, sessions, workerEach } = options;
    const appliances = await host.methods.startAppliances({ count, seed, sessions, from, until });
    await home.apply(settingsOf(home, appliances));
    await host.methods.start({ home: home.home, from, workerEach });
    return new ManySites(home, host, from, options);
  }

  /** Lets the host live until so many minutes since the start, and half of the next, have passed. */
  async passTo(minutes: number): Promise<void> {
    await this.#host.methods.passTo(new Date(this.#from.getTime() + (minutes + 0.5) * minute));
  }

  /** What the host's process holds. */
  footprint(): Promise<Footprint> {
    return this.#host.methods.footprint();
  }

  /** How the runs of each schedule ended, as the host counted: `done: 60`. */
  async outcomes(): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
    const outcomes = new Map<string, Record<string, number>>();
    const pattern = /^ic_transfer_runs_total\{schedule="([^"]*)".*,outcome="([^"]*)"\} (\d+)$/gm;
    for (const [, schedule = '', outcome = '', count] of (await this.#host.methods.metrics()).matchAll(pattern)) {
      outcomes.set(schedule, { ...outcomes.get(schedule), [outcome]: Number(count) });
    }
    return outcomes;
  }

  /** Of all transfers so far, see {@link HostMethods}. */
  transfers(): ReturnType<ChildModule<HostMethods>['methods']['transfers']> {
    return this.#host.methods.transfers();
  }

  /** Of each site: how many runs its appliance saw, by the minutes since the start. */
  runsSeen(): Promise<readonly ReadonlyMap<number, number>[]> {
    return this.#host.methods.runsSeen();
  }

  /** Of each site: `LSEQ-LSID.xml` of the sessions that have ended, sorted. */
  endedSessions(): Promise<readonly (readonly string[])[]> {
    return this.#host.methods.endedSessions();
  }

  async remove(): Promise<void> {
    try {
      await this.#host.methods.stop();
    } finally {
      await this.#host.stop();
      await this.home.remove();
    }
  }
}

/** The name of a site, and of its schedule. */
export function siteName(index: number): string {
  return `Site ${index + 1}`;
}

type Reached = Awaited<ReturnType<ChildModule<HostMethods>['methods']['startAppliances']>>[number];

function settingsOf(home: TestHome, appliances: readonly Reached[]) {
  const destinationOf = (index: number) => (index % 2 === 0 ? 'Archive' : 'Storage');
  return {
    sites: appliances.map(({ host, clientId, clientSecret, caFile }, index) => ({
      name: siteName(index),
      host,
      account: { type: 'api', clientId, clientSecret },
      caFile,
    })),
    destinations: [
      { name: 'Archive', plugin: 'filesystem', settings: { sessions: { directory: join(home.archive, 'sessions') } } },
      { name: 'Storage', plugin: 'sqlite', settings: { file: home.database } },
    ],
    schedules: appliances.map((_, index) => ({
      name: siteName(index),
      every: { minutes: 1 },
      transfers: [{ site: siteName(index), destination: destinationOf(index), operations: ['sessions'] }],
    })),
  };
}
