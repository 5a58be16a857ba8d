import type { Product } from '@integration-client/sdk';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { offer } from '../../support/child-module.js';
import { Random } from '../random.js';
import { type SessionFact, Traffic } from './traffic.js';

/** How much faster the appliances' clocks go: a run asks for the last 15 minutes again, and those must not be everything. */
const clockSpeed = 12;

/** Something happens at each appliance so often, in milliseconds. */
const interval = 250;

/** Of a recording, bytes a second: slow enough that something is always half there. */
const bytesPerSecond = 150_000;

const begun = Date.now();
const now = () => new Date(begun + (Date.now() - begun) * clockSpeed);

const appliances: SimulatedAppliance[] = [];
const traffic: Traffic[] = [];
let timer: NodeJS.Timeout | undefined;

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
  /** Lets something happen from now on. */
  resume(): void {
    for (const appliance of appliances) appliance.fault({ on: 'recording', kind: 'slow', bytesPerSecond });
    timer ??= setInterval(() => {
      for (const one of traffic) one.step();
    }, interval);
  },
  /** From now on nothing happens; what was open ends, and each kind of data gets one more. */
  settle(): void {
    clearInterval(timer);
    timer = undefined;
    for (const appliance of appliances) appliance.clearFaults();
    for (const one of traffic) one.settle();
  },
  /** What has happened since the last call. */
  facts: (): SessionFact[] => traffic.flatMap((one) => one.facts()),
};

/** What it offers to its parent. */
export type AppliancesMethods = typeof methods;

offer(methods);
