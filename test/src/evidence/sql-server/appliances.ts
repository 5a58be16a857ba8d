import type { Product } from '@integration-client/sdk';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { offer } from '../../support/child-module.js';
import { rowsOf } from '../../support/session-rows.js';
import { Random } from '../random.js';
import type { SessionFact } from './expected.js';

/** The appliances' clock stands still but for so many milliseconds a step. */
const stepTime = 30_000;

/** A session changes only within so many milliseconds of its end: what changes long after it no schedule would see. */
const changeableFor = 10 * 60_000;

let time = Date.parse('2026-03-08T12:00:00Z');
let version = 0;
let told: SessionFact[] = [];

interface Place {
  readonly appliance: SimulatedAppliance;
  readonly random: Random;
  /** Sessions that were added, with their ends. */
  added: { readonly lsid: string; readonly end: number }[];
}

const places: Place[] = [];

const methods = {
  /** Starts an appliance with so many sessions of the week before 8 March 2026, and tells how it is reached. */
  async start(product: Product, seed: number, sessions: number) {
    // Ids follow from the seed, and two appliances never have one in common.
    const own = 2 * seed + (product === 'RS' ? 0 : 1);
    const options = { product, seed: own, sessions, days: 6, presentations: 0, now: () => new Date(time) };
    const appliance = await SimulatedAppliance.start(options);
    places.push({ appliance, random: new Random('sessions', product, seed), added: [] });
    for (const { lsid } of appliance.sessions) tell(appliance, lsid);
    const { host, clientId, clientSecret, caFile } = appliance;
    return { host, clientId, clientSecret, caFile };
  },
  /** At each appliance so many sessions end, and so many that ended lately change: they get more or fewer rows. */
  step(added: number, changed: number): void {
    time += stepTime;
    for (const place of places) {
      const { appliance, random } = place;
      place.added = place.added.filter(({ end }) => end > time - changeableFor);
      const changing = random.shuffled(place.added).slice(0, changed);
      for (const { lsid } of changing) {
        appliance.changeSession(lsid, some(random));
        tell(appliance, lsid);
      }
      for (let count = 0; count < added; count++) {
        const times = { startTime: new Date(time - random.between(1, 20) * 60_000), endTime: new Date(time) };
        const { lsid } = appliance.addSession({ ...some(random), ...times });
        place.added.push({ lsid, end: time });
        tell(appliance, lsid);
      }
    }
  },
  /** Every version of every session since the last call. */
  facts(): SessionFact[] {
    const facts = told;
    told = [];
    return facts;
  },
};

/** What it offers to its parent. */
export type AppliancesMethods = typeof methods;

function some(random: Random) {
  const attributes = Array.from({ length: random.below(4) }, (_, index) => [`attribute${index}`, `${index}`]);
  return {
    events: random.between(0, 12),
    externalKey: `version ${++version}`,
    customAttributes: Object.fromEntries(attributes),
  };
}

function tell(appliance: SimulatedAppliance, lsid: string): void {
  const { host, product } = appliance;
  const externalKey = appliance.sessions.get(lsid)?.externalKey ?? '';
  told.push({ host, lsid, externalKey, rows: rowsOf(appliance.sessionXml(lsid), product) });
}

offer(methods);
