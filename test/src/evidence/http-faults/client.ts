import { Account } from '@integration-client/core/appliance/account';
import { ApplianceClient } from '@integration-client/core/appliance/appliance-client';
import { Http, type HttpAnswer, type HttpOptions, type HttpRequest } from '@integration-client/core/appliance/http';
import type { Clock } from '@integration-client/core/clock';
import { systemClock } from '@integration-client/core/system-clock';
import type { SimulatedAppliance } from '@integration-client/sdk/testing';

/** Seconds within which something has to come, where a fault is about time. */
const hasty = { least: { bytes: 20_000, seconds: 0.5 } };
const answerSeconds = 0.7;

/** A clock on which pauses pass at once. Time limits are the network's, and have a clock that is right. */
export class HurryingClock implements Clock {
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await systemClock.sleep(1, signal);
    this.#ahead += milliseconds;
  }
}

/** How a client is to be. */
export interface ClientOptions {
  /** In place of the appliance's. */
  readonly host?: string;
  /** Whether it soon gives up what does not come. */
  readonly isHasty?: boolean;
}

/** A client of an appliance as a new process has it: with an account that has no token. */
export function connect(appliance: SimulatedAppliance, clock: Clock, options: ClientOptions = {}): ApplianceClient {
  const to: HttpOptions = { host: options.host ?? appliance.host, ca: appliance.caPem, clock: systemClock };
  const http = options.isHasty ? new HastyHttp({ ...to, ...hasty }) : new Http(to);
  const { clientId, clientSecret } = appliance;
  const kept = { load: async () => undefined, save: async () => {} };
  const account = new Account({ http, account: { type: 'api', clientId, clientSecret }, clock, kept });
  return new ApplianceClient({ http, gate: account, clock });
}

class HastyHttp extends Http {
  override send(request: HttpRequest): Promise<HttpAnswer> {
    return super.send({ ...request, answerSeconds });
  }
}
