import { join } from 'node:path';
import type { TesterRequest } from '@integration-client/core/application';
import type { Operation } from '@integration-client/sdk';
import { TestHome } from '../support/test-home.js';
import type { Measurement } from './benchmark.js';
import { inOwnProcess } from './own-process.js';
import type { TransferMethods } from './transfer.js';

/** A site, and how it is reached where anything is asked of it. */
export interface MeasuredSite {
  readonly host: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly caFile?: string;
}

/** What is transferred: to files (`Archive`) or to a database (`Storage`). */
export interface MeasuredTransfer extends Omit<TesterRequest, 'sites' | 'destinations'> {
  readonly site: MeasuredSite;
  readonly destination: 'Archive' | 'Storage';
}

/**
 * Measures a transfer of the API Tester into an empty destination, with an empty ledger: worker, plugins and settings
 * database are those of every day.
 * @param directory that it is made in, on a disk, and left in
 * @param lookAt is shown what was stored
 */
export async function measureTransfer(
  { site, destination, ...request }: MeasuredTransfer,
  directory: string,
  lookAt: (home: TestHome, measurement: Measurement) => Measurement | Promise<Measurement>,
): Promise<Measurement> {
  const home = await TestHome.create({ within: directory });
  await home.apply(settingsOf(home, site, request.operations));
  const asked = { ...request, sites: ['Example'], destinations: [destination] };
  const module = new URL('./transfer.js', import.meta.url);
  return lookAt(home, await inOwnProcess<TransferMethods>(module, ({ run }) => run(home.home, asked)));
}

function settingsOf(
  home: TestHome,
  { host, clientId, clientSecret, ...ca }: MeasuredSite,
  operations: readonly Operation[],
) {
  const directories = operations.map((operation) => [operation, { directory: join(home.archive, operation) }]);
  return {
    sites: [{ name: 'Example', host, account: { type: 'api', clientId, clientSecret }, ...ca }],
    destinations: [
      { name: 'Archive', plugin: 'filesystem', settings: Object.fromEntries(directories) },
      { name: 'Storage', plugin: 'sqlite', settings: { file: home.database, storeSystemInformation: true } },
    ],
  };
}
