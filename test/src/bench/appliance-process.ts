import { type ApplianceOptions, SimulatedAppliance } from '@integration-client/sdk/testing';
import { offer } from '../support/child-module.js';

let appliance: SimulatedAppliance | undefined;

const methods = {
  /** Starts the appliance and tells how it is reached. */
  async start(options: ApplianceOptions) {
    appliance = await SimulatedAppliance.start(options);
    const { host, clientId, clientSecret, caFile } = appliance;
    return { host, clientId, clientSecret, caFile };
  },
  /** How many requests it answered since it was asked last. */
  countRequests(): number {
    if (appliance === undefined) throw new Error('the appliance was not started');
    const { length } = appliance.requests;
    appliance.resetRequests();
    return length;
  },
};

/** What it offers to its parent. */
export type ApplianceMethods = typeof methods;

offer(methods);
