import assert from 'node:assert/strict';
import type { QuarantineView } from '@integration-client/core/application';
import type { SimulatedAppliance } from '@integration-client/sdk/testing';
import type { TestHome } from '../support/test-home.js';

/** What an appliance says of a recording that cannot be had any more. */
export const expired = 'This recording has expired and can no longer be viewed or downloaded.';

/** A run in which one of three recordings is said to have expired. */
export async function setOneAside(home: TestHome, appliance: SimulatedAppliance, lsid: string): Promise<void> {
  appliance.fault({ on: 'recording', kind: 'error-xml', text: expired, lsid });
  assert.equal((await home.run()).code, 1);
  assert.equal((await home.files('session-recordings')).length, 2);
}

/** What `ic quarantine list` tells. */
export async function list(home: TestHome, ...parameters: string[]): Promise<QuarantineView[]> {
  return JSON.parse((await home.ic('quarantine', 'list', '--json', ...parameters)).stdout);
}

/** What `ic status` counts. */
export async function status(home: TestHome): Promise<{ quarantined: number; retrying: number }> {
  const { quarantined, retrying } = JSON.parse((await home.ic('status', '--json')).stdout);
  return { quarantined, retrying };
}
