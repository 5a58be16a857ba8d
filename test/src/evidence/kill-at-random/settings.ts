import { join } from 'node:path';
import type { Product } from '@integration-client/sdk';
import type { TestHome } from '../../support/test-home.js';
import { archived } from './archive.js';

/** How an appliance is reached. */
export interface ApplianceAddress {
  readonly host: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly caFile: string;
}

/** The schedules that are run while processes are killed, side by side. */
export const schedules = ['RS files', 'RS rows', 'PRA files', 'PRA rows'] as const;

/** The schedule that is run undisturbed only, for comparison. */
export const referenceSchedule = 'Reference';

/** The storage database that it fills. */
export function referenceFile(home: TestHome): string {
  return join(home.archive, 'reference.db');
}

/** Both sites deliver into the same directories and the same database. Sessions and videos share their names with others. */
export function settingsOf(home: TestHome, appliances: Readonly<Record<Product, ApplianceAddress>>) {
  const shared = { sessions: '%LSEQ%.xml', 'session-recordings': '%LSEQ%.%EXTENSION%' };
  const directories = archived.map((operation) => [
    operation,
    {
      directory: join(home.archive, operation),
      ...(operation in shared ? { fileName: shared[operation as keyof typeof shared] } : {}),
    },
  ]);
  const toFiles = (site: Product) => {
    const operations =
      site === 'RS' ? archived : archived.filter((operation) => operation !== 'show-my-screen-recordings');
    return { site, destination: 'Archive', operations };
  };
  const toRows = (site: Product, destination: string) => ({ site, destination, operations: ['sessions'] });
  // Due each minute as well, so that the scheduler repeats by itself what a kill has cut short.
  const schedule = (name: string, ...transfers: object[]) => ({
    name,
    enabled: true,
    every: { minutes: 1 },
    transfers,
  });
  return {
    sites: Object.entries(appliances).map(([name, { host, clientId, clientSecret, caFile }]) => ({
      name,
      host,
      account: { type: 'api', clientId, clientSecret },
      caFile,
    })),
    destinations: [
      { name: 'Archive', plugin: 'filesystem', settings: Object.fromEntries(directories) },
      { name: 'Storage', plugin: 'sqlite', settings: { file: home.database } },
      { name: 'Reference', plugin: 'sqlite', settings: { file: referenceFile(home) } },
    ],
    schedules: [
      schedule('RS files', toFiles('RS')),
      schedule('RS rows', toRows('RS', 'Storage')),
      schedule('PRA files', toFiles('PRA')),
      schedule('PRA rows', toRows('PRA', 'Storage')),
      { ...schedule(referenceSchedule, toRows('RS', 'Reference'), toRows('PRA', 'Reference')), enabled: false },
    ],
  };
}
