import type { PluginView } from '@integration-client/core/application';
import { secretSettings } from '@integration-client/core/configuration-file/secret-settings';
import type { Home } from '@integration-client/core/home';
import type { Log } from '@integration-client/core/log/open-log';
import type { PluginDescription } from '@integration-client/core/plugin-description';
import type { Store } from '@integration-client/core/store/store';
import { describeProblem } from '@integration-client/core/transfer/tally';
import { ConfigError, type Disk } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { HostTokens } from '../tokens.js';
import { runInWorker } from '../worker/supervisor.js';
import { DescriptionCache } from './description-cache.js';
import { discoverPlugins, type PluginPackage } from './discover.js';

/** A plugin that was found: what it says of itself, or why it cannot be used. */
type Found = PluginPackage & ({ readonly description: PluginDescription } | { readonly error: unknown });

/** The plugins that can be used. Each is asked for its description once, in a process of its own. */
@injectable()
export class PluginCatalog {
  readonly #cache: DescriptionCache;
  #found: Promise<Found[]> | undefined;

  constructor(
    @inject(HostTokens.Home) private readonly home: Home,
    @inject(HostTokens.Log) private readonly log: Log,
    @inject(HostTokens.Store) store: Store,
    @inject(HostTokens.Disk) private readonly disk: Disk,
  ) {
    this.#cache = new DescriptionCache(store, disk);
  }

  /** All plugins, the broken ones with their problem. */
  async views(): Promise<PluginView[]> {
    return (await this.#all()).map((plugin) => {
      const { path, version, origin } = plugin;
      if ('error' in plugin) {
        const problem = describeProblem(plugin.error);
        return {
          name: plugin.packageName,
          displayName: plugin.packageName,
          version,
          origin,
          operations: [],
          path,
          problem,
        };
      }
      const { name, displayName, operations, settings } = plugin.description;
      return { name, displayName, version, origin, operations, path, settings };
    });
  }

  /** What the usable plugins say of themselves. */
  async descriptions(): Promise<PluginDescription[]> {
    return (await this.#all()).flatMap((plugin) => ('description' in plugin ? [plugin.description] : []));
  }

  /** Directory and description of a plugin. Throws ConfigError when there is none of that name. */
  async find(name: string): Promise<{ readonly path: string; readonly description: PluginDescription }> {
    for (const plugin of await this.#all()) {
      if ('description' in plugin && plugin.description.name === name) return plugin;
    }
    const known = (await this.descriptions()).map((description) => description.name).join(', ');
    throw new ConfigError(`There is no plugin named ${name}`, {
      code: 'plugin-not-found',
      hint: `Usable plugins: ${known || 'none'}. ic plugin list shows the ones that cannot be used, and why.`,
    });
  }

  /** Which settings of a plugin are secret, as dotted paths, for every plugin there is. */
  async secretSettings(): Promise<(plugin: string) => readonly string[]> {
    const paths = new Map((await this.descriptions()).map(({ name, settings }) => [name, secretSettings(settings)]));
    return (plugin) => paths.get(plugin) ?? [];
  }

  #all(): Promise<Found[]> {
    this.#found ??= this.#look();
    return this.#found;
  }

  async #look(): Promise<Found[]> {
    const packages = await discoverPlugins(this.home.plugins, this.disk);
    const found = await Promise.all(
      packages.map(async (plugin) => {
        try {
          const task = { kind: 'describe', pluginPath: plugin.path } as const;
          const ask = () => runInWorker(task, { log: (context) => this.log.logger(context) });
          return { ...plugin, description: await this.#cache.describe(plugin, ask) };
        } catch (error) {
          return { ...plugin, error };
        }
      }),
    );
    return found.map((plugin, index) => withoutTakenName(plugin, found.slice(0, index)));
  }
}

/** A name means one plugin: the first that has it, and those that come with the host are first. */
function withoutTakenName(plugin: Found, earlier: readonly Found[]): Found {
  if ('error' in plugin) return plugin;
  const { name } = plugin.description;
  const owner = earlier.find((other) => 'description' in other && other.description.name === name);
  if (owner === undefined) return plugin;
  const error = new ConfigError(`The name ${name} belongs to the plugin in ${owner.path} already`, {
    code: 'plugin-name-taken',
    hint: 'Give the plugin another name, or remove one of the two.',
  });
  return { path: plugin.path, packageName: plugin.packageName, version: plugin.version, origin: plugin.origin, error };
}
