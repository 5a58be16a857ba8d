import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Configuration,
  type DestinationSettings,
  defaultApplicationSettings,
  type SiteSettings,
} from '@integration-client/core/configuration';
import { type Home, resolveHome } from '@integration-client/core/home';
import { openStore } from '@integration-client/core/store/open-store';
import type { Store } from '@integration-client/core/store/store';
import { memoryDirectory } from '../../support/memory-directory.js';
import { copyPreparedHome } from './prepared-home.js';
import type { SettingsServer } from './settings-server.js';

/** A home directory of one test, with the stores that the test opened. */
export class TemporaryHome {
  readonly home: Home;
  readonly #parent: string;
  readonly #stores: Store[] = [];

  private constructor(parent: string) {
    this.#parent = parent;
    this.home = resolveHome(join(parent, 'home'));
  }

  static async make(): Promise<TemporaryHome> {
    return new TemporaryHome(await mkdtemp(join(memoryDirectory(), 'ic-store-')));
  }

  /** A home with a settings database: a file, or a new database of a server. */
  static async withDatabase(server?: SettingsServer): Promise<TemporaryHome> {
    const made = await TemporaryHome.make();
    if (server === undefined) await copyPreparedHome(made.home);
    else await server.makeSettings(made.home);
    return made;
  }

  async open(now = () => new Date('2026-03-04T05:06:07Z')): Promise<Store> {
    const store = await openStore(this.home, now);
    this.#stores.push(store);
    return store;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.close()));
    await rm(this.#parent, { recursive: true, force: true });
  }
}

export const noSecrets = () => [];

export function site(name: string, more: Partial<SiteSettings> = {}): SiteSettings {
  return {
    name,
    enabled: true,
    host: `${name.toLowerCase()}.example.com`,
    account: { type: 'api', clientId: 'id', clientSecret: `secret of ${name}` },
    ...more,
  };
}

export function destination(name: string, more: Partial<DestinationSettings> = {}): DestinationSettings {
  return { name, enabled: true, plugin: 'filesystem', settings: {}, ...more };
}

export function configuration(more: Partial<Configuration> = {}): Configuration {
  return {
    sites: [site('Example'), site('Other')],
    destinations: [destination('Archive'), destination('Storage')],
    schedules: [],
    application: defaultApplicationSettings,
    ...more,
  };
}
