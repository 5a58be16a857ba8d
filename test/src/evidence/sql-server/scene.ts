import type { RunReport } from '@integration-client/core/run';
import type { Product } from '@integration-client/sdk';
import { ChildModule } from '../../support/child-module.js';
import { readStoredSessions } from '../../support/stored-sessions.js';
import type { TestHome } from '../../support/test-home.js';
import type { ApplianceAddress } from '../kill-at-random/settings.js';
import type { AppliancesMethods } from './appliances.js';
import { Expected } from './expected.js';
import type { ServerMethods } from './server.js';

/** The server, in a process of its own. */
export type Server = ChildModule<ServerMethods>['methods'];

/** What one part of the suite found. */
export interface PartResult {
  readonly cases: number;
  readonly figures: string;
  readonly violations: readonly string[];
}

/** How a part of the suite is run. */
export interface PartOptions {
  readonly server: Server;
  readonly seed: number;
  /** Says how far it is, for a person who waits. */
  readonly progress: (text: string) => void;
}

/** Sessions that are added and changed at each appliance at a time. */
export interface Change {
  readonly added: number;
  readonly changed: number;
}

/** The products, each a site of its name, with a schedule of its name. */
export const products: readonly Product[] = ['RS', 'PRA'];

/** The schedule with the transfers of both. */
export const bothSites = 'Both';

/** Two appliances in a process of their own, and a database that is not there yet. */
export class Scene {
  readonly appliances: ChildModule<AppliancesMethods>['methods'];
  readonly expected = new Expected();
  readonly #child: ChildModule<AppliancesMethods>;
  readonly #addresses: Readonly<Record<string, ApplianceAddress>>;
  readonly #database: Awaited<ReturnType<Server['newDatabase']>>;

  private constructor(
    child: ChildModule<AppliancesMethods>,
    addresses: Readonly<Record<string, ApplianceAddress>>,
    database: Awaited<ReturnType<Server['newDatabase']>>,
  ) {
    this.#child = child;
    this.appliances = child.methods;
    this.#addresses = addresses;
    this.#database = database;
  }

  /** Starts an appliance of each product, with so many sessions. */
  static async start(server: Server, seed: number, sessions: number): Promise<Scene> {
    const child = new ChildModule<AppliancesMethods>(new URL('./appliances.js', import.meta.url));
    const addresses: Record<string, ApplianceAddress> = {};
    for (const product of products) addresses[product] = await child.methods.start(product, seed, sessions);
    return new Scene(child, addresses, await server.newDatabase());
  }

  /** Has a home's client deliver the sessions of both sites to the database. */
  async apply(home: TestHome): Promise<void> {
    const transfer = (site: string) => ({ site, destination: 'Warehouse', operations: ['sessions'] });
    const schedule = (name: string, sites: readonly string[]) => ({
      name,
      enabled: false,
      every: { days: 1 },
      transfers: sites.map(transfer),
    });
    await home.apply({
      sites: Object.entries(this.#addresses).map(([name, { host, clientId, clientSecret, caFile }]) => ({
        name,
        host,
        account: { type: 'api', clientId, clientSecret },
        caFile,
      })),
      destinations: [{ name: 'Warehouse', plugin: 'sqlserver', settings: this.#database.settings }],
      schedules: [...products.map((product) => schedule(product, [product])), schedule(bothSites, products)],
    });
  }

  /** What the database holds that it may never hold. */
  async broken(): Promise<string[]> {
    return this.expected.broken(await this.#stored());
  }

  /** What the database lacks as well, now that everything was delivered. */
  async wrong(): Promise<string[]> {
    return this.expected.wrong(await this.#stored());
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }

  async #stored() {
    const stored = await readStoredSessions(this.#database.config);
    // Only then, so that whatever it read is known.
    this.expected.add(await this.appliances.facts());
    return stored;
  }
}

/** How many sessions all transfers of a run delivered. */
export function deliveredBy({ transfers }: RunReport): number {
  return transfers.reduce((sum, { operations }) => sum + (operations.sessions?.delivered ?? 0), 0);
}
