import { join } from 'node:path';
import type { PluginDescription } from '@integration-client/core/plugin-description';
import type { Store } from '@integration-client/core/store/store';
import type { Disk } from '@integration-client/sdk';
import type { PluginPackage } from './discover.js';
import { entryPoint } from './load.js';

/** Where the settings database keeps it. */
const fact = 'plugin-descriptions';

interface Kept {
  /** Tells whether the package's files are still those that were asked. */
  readonly stamp: string;
  readonly description: PluginDescription;
}

/**
 * What plugins said of themselves, kept between processes: asking starts a process for each plugin, and every command
 * needs to know. A package that changed is asked again.
 */
export class DescriptionCache {
  readonly #store: Store;
  readonly #disk: Disk;
  #kept: Promise<Record<string, Kept>> | undefined;

  constructor(store: Store, disk: Disk) {
    this.#store = store;
    this.#disk = disk;
  }

  /** The kept description of a package, or what `ask` answers, which is then kept. */
  async describe(plugin: PluginPackage, ask: () => Promise<PluginDescription>): Promise<PluginDescription> {
    this.#kept ??= this.#load();
    const all = await this.#kept;
    const stamp = await stampOf(plugin, this.#disk);
    const kept = all[plugin.path];
    if (kept?.stamp === stamp) return kept.description;
    const description = await ask();
    all[plugin.path] = { stamp, description };
    await this.#store.saveFact(fact, JSON.stringify(all));
    return description;
  }

  async #load(): Promise<Record<string, Kept>> {
    try {
      return JSON.parse((await this.#store.fact(fact)) ?? '{}') as Record<string, Kept>;
    } catch {
      return {};
    }
  }
}

async function stampOf({ path, version }: PluginPackage, disk: Disk): Promise<string> {
  const files = [join(path, 'package.json'), join(path, await entryPoint(path, disk))];
  const found = await Promise.all(files.map((file) => disk.stat(file).catch(() => undefined)));
  const times = found.map((file) => file?.modified.getTime() ?? 0);
  return [version, ...times].join(' ');
}
