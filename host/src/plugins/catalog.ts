import { join } from 'node:path';
import type { PluginState, PluginView } from '@integration-client/core/application';
import type { Clock } from '@integration-client/core/clock';
import { secretSettings } from '@integration-client/core/configuration-file/secret-settings';
import type { Home } from '@integration-client/core/home';
import type { Log } from '@integration-client/core/log/open-log';
import type { PluginDescription } from '@integration-client/core/plugin-description';
import type { AcceptedPlugin } from '@integration-client/core/store/accepted-plugins';
import type { Store } from '@integration-client/core/store/store';
import { describeProblem } from '@integration-client/core/transfer/tally';
import { ConfigError, type Disk } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { HostTokens } from '../tokens.js';
import type { RunTask } from '../worker/supervisor.js';
import { codeHash, codeStamp, isFresh } from './code-hash.js';
import { discoverPlugins, type PluginPackage } from './discover.js';
import { entryPoint, readManifest } from './manifest.js';
import { packageFiles } from './package-files.js';
import { StampedFact } from './stamped-fact.js';

/** A plugin that was found: what it says of itself, and why it cannot be used, if so. */
export interface FoundPlugin extends PluginPackage {
  readonly state: PluginState;
  /** SHA-256 of its code, of an installed plugin whose files can be read. */
  readonly hash?: string;
  /** What was accepted of its package last. */
  readonly accepted?: AcceptedPlugin;
  /** Also of one that has changed: what it said before, so that its secrets stay masked. */
  readonly description?: PluginDescription;
  readonly error?: unknown;
}

/** Changes when descriptions get new members: what was kept before is asked again. */
const descriptionForm = 'api-version';

/**
 * The plugins that can be used. It looks each time, so that a plugin that comes or changes is seen at once; what costs is
 * kept: each is asked for its description once, in a process of its own, and its code is read only where a file changed.
 */
@injectable()
export class PluginCatalog {
  readonly #descriptions: StampedFact<PluginDescription>;
  readonly #hashes: StampedFact<string>;
  #looking: Promise<FoundPlugin[]> | undefined;

  constructor(
    @inject(HostTokens.Home) private readonly home: Home,
    @inject(HostTokens.Log) private readonly log: Log,
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(HostTokens.Disk) private readonly disk: Disk,
    @inject(HostTokens.Clock) private readonly clock: Clock,
    @inject(HostTokens.RunTask) private readonly runTask: RunTask,
  ) {
    this.#descriptions = new StampedFact(store, 'plugin-descriptions');
    this.#hashes = new StampedFact(store, 'plugin-hashes');
  }

  /** All plugins, those that cannot be used with their problem. */
  async views(): Promise<PluginView[]> {
    const { destinations } = await this.store.configuration.load();
    return (await this.all()).map((plugin) => {
      const name = nameOf(plugin);
      const usedBy = destinations.filter((destination) => destination.plugin === name);
      return viewOf(
        plugin,
        usedBy.map((destination) => destination.name),
      );
    });
  }

  /** What plugins say of themselves; of those that have changed, what they said before. */
  async descriptions(): Promise<PluginDescription[]> {
    return (await this.all()).flatMap(({ description }) => (description === undefined ? [] : [description]));
  }

  /**
   * Directory and description of a plugin that can be used. Throws ConfigError `plugin-not-found` where there is none of that
   * name, and where it cannot be used, why.
   */
  async find(name: string): Promise<{ readonly path: string; readonly description: PluginDescription }> {
    const plugins = await this.all();
    const named = plugins.filter((plugin) => nameOf(plugin) === name);
    const found = named.find(({ error }) => error === undefined) ?? named[0];
    if (found === undefined) throw notFound(name, plugins);
    const { path, description, error } = found;
    if (error !== undefined) throw error;
    if (description === undefined) throw new TypeError(`${name} has no description`);
    return { path, description };
  }

  /** Which settings of a plugin are secret, as dotted paths, for every plugin there is. */
  async secretSettings(): Promise<(plugin: string) => readonly string[]> {
    const paths = new Map((await this.descriptions()).map(({ name, settings }) => [name, secretSettings(settings)]));
    return (plugin) => paths.get(plugin) ?? [];
  }

  /** Keeps what code of this hash has said of itself, so that it need not be asked again. */
  keepDescription(path: string, hash: string, description: PluginDescription): Promise<void> {
    return this.#descriptions.keep(path, descriptionStamp(hash), description);
  }

  /** All plugins as they are now; calls at the same time look once. */
  all(): Promise<FoundPlugin[]> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<FoundPlugin[]> {
    const packages = await discoverPlugins(this.home.plugins, this.disk);
    const accepted = await this.store.acceptedPlugins();
    const found = await Promise.all(
      packages.map((plugin) =>
        plugin.origin === 'bundled' ? this.#bundled(plugin) : this.#installed(plugin, accepted),
      ),
    );
    return found.map((plugin, index) => withoutTakenName(plugin, found.slice(0, index)));
  }

  async #bundled(plugin: PluginPackage): Promise<FoundPlugin> {
    try {
      return { ...plugin, state: 'ok', description: await this.#describe(plugin, await this.#bundledStamp(plugin)) };
    } catch (error) {
      return { ...plugin, state: 'failed', error };
    }
  }

  /** Nothing of an installed plugin is run unless its code is what a person accepted. */
  async #installed(plugin: PluginPackage, all: readonly AcceptedPlugin[]): Promise<FoundPlugin> {
    const ofPackage = all.filter(({ packageName }) => packageName === plugin.packageName);
    const before = ofPackage.at(-1);
    if (before === undefined) return { ...plugin, state: 'not accepted', error: notAccepted(plugin) };
    let hash: string | undefined;
    try {
      hash = await this.#hash(plugin);
      const accepted = ofPackage.find((each) => each.hash === hash);
      if (accepted === undefined) throw changed(plugin);
      return { ...plugin, state: 'ok', hash, accepted, description: await this.#describe(plugin, hash) };
    } catch (error) {
      const isSame = hash !== undefined && ofPackage.some((each) => each.hash === hash);
      const description = isSame ? undefined : await this.#descriptions.latest(plugin.path);
      return {
        ...plugin,
        state: isSame ? 'failed' : 'changed',
        accepted: before,
        error,
        ...(hash === undefined ? {} : { hash }),
        ...(description === undefined ? {} : { description }),
      };
    }
  }

  async #hash({ path }: PluginPackage): Promise<string> {
    const files = await packageFiles(path, this.disk);
    const hash = () => codeHash(path, files, this.disk);
    return isFresh(files, this.clock.now()) ? hash() : this.#hashes.get(path, codeStamp(files), hash);
  }

  #describe({ path }: PluginPackage, stamp: string): Promise<PluginDescription> {
    const ask = () =>
      this.runTask({ kind: 'describe', pluginPath: path }, { log: (context) => this.log.logger(context) });
    return this.#descriptions.get(path, descriptionStamp(stamp), ask);
  }

  /** What comes with the host changes only with it, but for those who work on it. */
  async #bundledStamp({ path, version }: PluginPackage): Promise<string> {
    const entry = entryPoint((await readManifest(path, this.disk)) ?? {});
    const files = [join(path, 'package.json'), join(path, entry)];
    const found = await Promise.all(files.map((file) => this.disk.stat(file).catch(() => undefined)));
    return [version, ...found.map((file) => file?.modified.getTime() ?? 0)].join(' ');
  }
}

function descriptionStamp(codeStamp: string): string {
  return `${descriptionForm} ${codeStamp}`;
}

/** As settings name it; of a plugin that never described itself the name of its package. */
export function nameOf({ description, accepted, packageName }: FoundPlugin): string {
  return description?.name ?? accepted?.plugin ?? packageName;
}

function viewOf(plugin: FoundPlugin, usedBy: readonly string[]): PluginView {
  const { packageName, version, origin, path, state, hash, accepted, description, error } = plugin;
  const name = nameOf(plugin);
  return {
    name,
    displayName: description?.displayName ?? name,
    packageName,
    version,
    origin,
    state,
    usedBy,
    operations: description?.operations ?? [],
    path,
    ...(description === undefined ? {} : { apiVersion: description.apiVersion, settings: description.settings }),
    ...(hash === undefined ? {} : { hash }),
    ...(accepted?.source === undefined ? {} : { source: accepted.source }),
    ...(error === undefined ? {} : { problem: describeProblem(error) }),
  };
}

/** A name means one plugin: the first that has it, and those that come with the host are first. */
function withoutTakenName(plugin: FoundPlugin, earlier: readonly FoundPlugin[]): FoundPlugin {
  const name = plugin.description?.name;
  const owner = name === undefined ? undefined : earlier.find(({ description }) => description?.name === name);
  if (owner === undefined) return plugin;
  const { description: _, ...rest } = plugin;
  const error = new ConfigError(`The name ${name} belongs to the plugin in ${owner.path} already`, {
    code: 'plugin-name-taken',
    hint: 'Give the plugin another name, or remove one of the two.',
  });
  return { ...rest, packageName: plugin.packageName, state: 'failed', error };
}

function notFound(name: string, plugins: readonly FoundPlugin[]): ConfigError {
  const usable = plugins.filter(({ error }) => error === undefined).map(nameOf);
  return new ConfigError(`There is no plugin named ${name}`, {
    code: 'plugin-not-found',
    hint: `Usable plugins: ${usable.join(', ') || 'none'}. ic plugin list shows the ones that cannot be used, and why.`,
  });
}

function notAccepted({ packageName, path }: PluginPackage): ConfigError {
  return new ConfigError(`The plugin ${packageName} in ${path} was put there by hand and is not accepted yet`, {
    code: 'plugin-not-accepted',
    hint: `Nothing of it is run until then: ic plugin accept ${packageName}`,
  });
}

function changed({ packageName, path }: PluginPackage): ConfigError {
  return new ConfigError(`The code of the plugin ${packageName} in ${path} is not what was accepted`, {
    code: 'plugin-changed',
    hint: `Nothing of it is run until it is accepted again: ic plugin accept ${packageName}, or install it anew.`,
  });
}
