import type { Product } from '@integration-client/sdk';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { offer } from '../../support/child-module.js';
import { Random } from '../random.js';
import { type SessionFact, Traffic } from './traffic.js';

/** Of a recording, bytes a second while there is traffic: slow enough that something is always half there. */
const bytesPerSecond = 150_000;

/** Between two steps of the traffic the appliances' clocks go so many milliseconds; otherwise they stand still. */
const stepTime = 30_000;

let time = Date.now();
const now = () => new Date(time);

const appliances: SimulatedAppliance[] = [];
const traffic: Traffic[] = [];
let isSlow = false;

const methods = {
  /** Starts an appliance and tells how it is reached. */
  async start(product: Product, seed: number) {
    // Ids follow from the seed, and two appliances never have one in common.
    const own = 2 * seed + (product === 'RS' ? 0 : 1);
    const appliance = await SimulatedAppliance.start({ product, seed: own, sessions: 0, presentations: 0, now });
    appliances.push(appliance);
    traffic.push(new Traffic(appliance, now, new Random('traffic', product, seed)));
    const { host, clientId, clientSecret, caFile } = appliance;
    return { host, clientId, clientSecret, caFile };
  },
  /** Lets so much happen at each appliance. */
  go(steps: number): void {
    if (!isSlow) for (const appliance of appliances) appliance.fault({ on: 'recording', kind: 'slow', bytesPerSecond });
    isSlow = true;
    for (let step = 0; step < steps; step++) {
      time += stepTime;
      for (const one of traffic) one.step();
    }
  },
  /** What is open ends, each kind of data gets one more, and downloads are quick again. */
  settle(): void {
    for (const appliance of appliances) appliance.clearFaults();
    isSlow = false;
    time += stepTime;
    for (const one of traffic) one.settle();
  },
  /** What has happened since the last call. */
  facts: (): SessionFact[] => traffic.flatMap((one) => one.facts()),
};

/** What it offers to its parent. */
export type AppliancesMethods = typeof methods;

offer(methods);
