import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { offer } from '../child-module.js';

/** What the appliances of a scene are like. */
export interface AppliancesOptions {
  readonly seed: number;
  readonly count: number;
  /** Of each; they begin and end between `from` and `until`. */
  readonly sessions: number;
  readonly from: Date;
  readonly until: Date;
}

const minute = 60_000;

let from = 0;
let appliances: readonly SimulatedAppliance[] = [];
/** Of each appliance: how many runs it saw in each minute. */
let seen: readonly Map<number, number>[] = [];
/** The clock of all of them. */
let now: () => Date = () => new Date();

const methods = {
  /** Starts the appliances and tells how they are reached. */
  async start(options: AppliancesOptions) {
    from = options.from.getTime();
    // Sessions are made up to the moment at which an appliance starts.
    now = () => options.until;
    const days = (options.until.getTime() - from) / (24 * 60 * minute);
    const started: SimulatedAppliance[] = [];
    for (let index = 0; index < options.count; index += 1) {
      const { sessions, seed } = options;
      const like = { sessions, days, presentations: 0, recordings: 'none', eventsPerSession: 2 } as const;
      started.push(await SimulatedAppliance.start({ ...like, seed: seed * 10_000 + index, now: () => now() }));
    }
    appliances = started;
    seen = started.map(() => new Map());
    return started.map(({ host, clientId, clientSecret, caFile }) => ({ host, clientId, clientSecret, caFile }));
  },
  /** Sets the clock so many milliseconds ahead of the machine's, after noting who asked until then. */
  setAhead(ahead: number): void {
    noteRuns();
    now = () => new Date(Date.now() + ahead);
  },
  /** Of each appliance: how many runs it saw, by the minutes since `from`. */
  runsSeen(): readonly ReadonlyMap<number, number>[] {
    noteRuns();
    return seen;
  },
  /** Of each appliance: `LSEQ-LSID.xml` of the sessions that have ended, sorted. */
  endedSessions(): readonly (readonly string[])[] {
    return appliances.map(({ sessions }) =>
      [...sessions].flatMap(({ lseq, lsid, endTime }) => (endTime === undefined ? [] : [`${lseq}-${lsid}.xml`])).sort(),
    );
  },
};

/** What it offers to its parent. */
export type AppliancesMethods = typeof methods;

/** Each run asks for the appliance's clock once. Requests are forgotten, as there are hundreds of thousands in a day. */
function noteRuns(): void {
  const current = Math.floor((now().getTime() - from) / minute);
  for (const [index, appliance] of appliances.entries()) {
    const runs = appliance.requests.filter(({ report }) => report === 'get_api_info').length;
    appliance.resetRequests();
    const minutes = seen[index];
    if (runs > 0) minutes?.set(current, (minutes.get(current) ?? 0) + runs);
  }
}

offer(methods);
