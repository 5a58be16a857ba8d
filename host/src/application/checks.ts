import { ApplianceClient } from '@integration-client/core/appliance/appliance-client';
import { Http } from '@integration-client/core/appliance/http';
import { checkSite } from '@integration-client/core/appliance/site-check';
import type { CheckReport } from '@integration-client/core/application';
import type { Clock } from '@integration-client/core/clock';
import type { DestinationSettings, SiteSettings } from '@integration-client/core/configuration';
import { describeProblem } from '@integration-client/core/transfer/tally';
import { UnreachableError } from '@integration-client/sdk';
import type { SiteConnection, Sites } from './sites.js';
import type { Transfers } from './transfers.js';

/** Tests a site step by step: connection, login, permissions, clock, product. Changes nothing. */
export async function testSite(
  site: SiteSettings,
  sites: Sites,
  clock: Clock,
  signal: AbortSignal,
): Promise<CheckReport> {
  let connection: SiteConnection;
  try {
    connection = await sites.connect(site, true);
  } catch (error) {
    return failedAt('Read the settings', error);
  }
  const { host, ca, proxy, gate, userAccount } = connection;
  const http = new Http({
    host,
    clock,
    ...(ca === undefined ? {} : { ca }),
    ...(proxy === undefined ? {} : { proxy }),
  });
  const appliance = new ApplianceClient({ http, gate, clock, userAccount });
  try {
    return await checkSite({ http, appliance, clock, signal });
  } finally {
    await appliance.close();
  }
}

/** Has the plugin prove, in a process of its own, that the place can be used. Changes nothing. */
export async function testDestination(
  destination: DestinationSettings,
  transfers: Transfers,
  signal: AbortSignal,
): Promise<CheckReport> {
  const name = 'Use the destination';
  try {
    await transfers.check(destination, signal);
  } catch (error) {
    signal.throwIfAborted();
    return failedAt(name, error);
  }
  const detail = `${destination.name} can be used now; nothing was stored`;
  return { ok: true, reachable: true, steps: [{ name, ok: true, detail }], warnings: [] };
}

function failedAt(name: string, error: unknown): CheckReport {
  const { message, hint } = describeProblem(error);
  const step = { name, ok: false, detail: message, ...(hint === undefined ? {} : { hint }) };
  return { ok: false, reachable: !(error instanceof UnreachableError), steps: [step], warnings: [] };
}
