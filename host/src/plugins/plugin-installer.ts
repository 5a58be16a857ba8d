import { join } from 'node:path';
import type { Call, PluginChoice, PluginInspection, PluginStep } from '@integration-client/core/application';
import type { Clock } from '@integration-client/core/clock';
import type { Home } from '@integration-client/core/home';
import type { Log } from '@integration-client/core/log/open-log';
import { OneByOne } from '@integration-client/core/one-by-one';
import type { Store } from '@integration-client/core/store/store';
import { ConfigError, type Disk } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { HostTokens } from '../tokens.js';
import { runInWorker } from '../worker/supervisor.js';
import { type FoundPlugin, nameOf, PluginCatalog } from './catalog.js';
import { gatherPackage } from './install/gather-package.js';
import { type InspectedCode, inspectCode } from './install/inspect-code.js';
import { fetchWithNpm } from './install/npm.js';
import { refusal } from './install/refusal.js';
import { putInPlace, takeAway } from './install/replace.js';
import { withStaging } from './install/staging.js';
import { isPackageName, readManifest } from './manifest.js';
import { flushFiles } from './package-files.js';
import type { PluginPlaces } from './places.js';

/** Installs, accepts and removes plugins, one after the other. */
@injectable()
export class PluginInstaller {
  readonly #changes = new OneByOne();

  constructor(
    @inject(HostTokens.Home) private readonly home: Home,
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(HostTokens.Disk) private readonly disk: Disk,
    @inject(HostTokens.Clock) private readonly clock: Clock,
    @inject(HostTokens.Log) private readonly log: Log,
    @inject(PluginCatalog) private readonly catalog: PluginCatalog,
  ) {}

  /** See `Application.inspectPlugin`. */
  async inspect(choice: PluginChoice, call: Call<PluginStep>): Promise<PluginInspection> {
    if ('installed' in choice) return (await this.#inspectInstalled(choice.installed, call)).inspection;
    return this.#fetched(choice.source, call, async ({ inspection }) => inspection);
  }

  /** See `Application.installPlugin`. */
  install({ source, hash }: { source: string; hash?: string }, call: Call<PluginStep>): Promise<PluginInspection> {
    return this.#fetched(source, call, async ({ inspection, files }, root, places) => {
      refuse(inspection, hash);
      call.onEvent?.({ step: `Putting it into ${inspection.path}` });
      await flushFiles(root, files, this.disk);
      call.signal?.throwIfAborted();
      // Both are accepted until the new one is in its place: whatever interrupts this leaves one that can be used.
      await this.#accept(inspection);
      try {
        await putInPlace(root, inspection.path, places, this.disk);
      } catch (error) {
        await this.store.forgetPlugin(inspection.packageName, inspection.replaces?.hash);
        throw error;
      }
      await this.#settle(inspection);
      this.#note(`installed from ${source}`, inspection);
      return inspection;
    });
  }

  /** See `Application.acceptPlugin`. */
  accept({ installed, hash }: { installed: string; hash: string }, call: Call<PluginStep>): Promise<PluginInspection> {
    return this.#changes.run(async () => {
      const { inspection } = await this.#inspectInstalled(installed, call);
      refuse(inspection, hash);
      await this.#accept(inspection);
      await this.#settle(inspection);
      this.#note('accepted', inspection);
      return inspection;
    });
  }

  /** See `Application.removePlugin`. */
  remove(name: string): Promise<void> {
    return this.#changes.run(async () => {
      const plugin = await this.#installed(name);
      const { destinations } = await this.store.configuration.load();
      const users = destinations.filter((destination) => destination.plugin === nameOf(plugin));
      if (users.length > 0)
        throw stillUsed(
          name,
          users.map((user) => user.name),
        );
      await withStaging(this.home.plugins, this.disk, (places) => takeAway(plugin.path, places, this.disk));
      await this.store.forgetPlugin(plugin.packageName);
      this.log.logger('plugins').info(`${plugin.packageName} was removed from ${plugin.path}`);
    });
  }

  /** Fetches a package, looks at it, and does something with it; what is left of it afterwards is removed. */
  #fetched<T>(
    source: string,
    call: Call<PluginStep>,
    work: (code: InspectedCode, root: string, places: PluginPlaces) => Promise<T>,
  ): Promise<T> {
    return this.#changes.run(() =>
      withStaging(this.home.plugins, this.disk, async (places) => {
        call.signal?.throwIfAborted();
        call.onEvent?.({ step: `Fetching ${source} with npm` });
        await fetchWithNpm(source, places.fetched, this.disk, call.signal);
        const root = await gatherPackage(places.fetched, source, this.disk);
        const manifest = await readManifest(root, this.disk);
        // Its name decides where it goes, so it is looked at before anything else.
        if (!isPackageName(manifest?.name)) throw unnamed(source);
        return work(await this.#inspect(root, join(this.home.plugins, manifest.name), call, source), root, places);
      }),
    );
  }

  async #inspectInstalled(name: string, call: Call<PluginStep>): Promise<InspectedCode> {
    const { path, accepted } = await this.#installed(name);
    return this.#inspect(path, path, call, accepted?.source);
  }

  async #inspect(root: string, place: string, call: Call<PluginStep>, source?: string): Promise<InspectedCode> {
    call.onEvent?.({ step: 'Looking at its code' });
    const log = (context: string) => this.log.logger(context);
    const options = { log, ...(call.signal === undefined ? {} : { signal: call.signal }) };
    return inspectCode({
      root,
      place,
      ...(source === undefined ? {} : { source }),
      plugins: await this.catalog.all(),
      configuration: await this.store.configuration.load(),
      disk: this.disk,
      describe: (pluginPath) => runInWorker({ kind: 'describe', pluginPath }, options),
    });
  }

  async #installed(name: string): Promise<FoundPlugin> {
    const named = (await this.catalog.all()).filter((each) => nameOf(each) === name || each.packageName === name);
    const found = named.find(({ origin }) => origin === 'installed') ?? named[0];
    if (found?.origin === 'installed') return found;
    throw found === undefined ? unknown(name) : bundled(name);
  }

  async #accept({ packageName, hash, version, source, plugin }: PluginInspection): Promise<void> {
    await this.store.acceptPlugin({
      packageName,
      hash,
      version,
      plugin: plugin?.name ?? packageName,
      accepted: this.clock.now(),
      ...(source === undefined ? {} : { source }),
    });
  }

  /** From now on this code counts, and no other of its package. */
  async #settle({ packageName, path, hash, plugin }: PluginInspection): Promise<void> {
    if (plugin !== undefined) await this.catalog.keepDescription(path, hash, plugin);
    await this.store.forgetPlugin(packageName, hash);
  }

  #note(what: string, { packageName, version, hash }: PluginInspection): void {
    this.log.logger('plugins').info(`${packageName} ${version} was ${what}, SHA-256 ${hash}`);
  }
}

function refuse(inspection: PluginInspection, hash: string | undefined): void {
  if (inspection.problems.length > 0) throw refusal(inspection);
  if (hash === undefined || hash === inspection.hash) return;
  throw new ConfigError(`${inspection.packageName} is not what was shown: its code has changed meanwhile`, {
    code: 'plugin-differs',
    hint: 'Nothing was changed. Look at it again, and find out who changed it.',
  });
}

function stillUsed(name: string, users: readonly string[]): ConfigError {
  const list = users.map((user) => `"${user}"`).join(', ');
  return new ConfigError(
    `The plugin ${name} is used by ${users.length === 1 ? 'the destination' : 'destinations'}: ${list}`,
    { code: 'still-used', hint: 'Remove them first: ic destination remove' },
  );
}

function unnamed(source: string): ConfigError {
  return new ConfigError(`${source} has no usable "name" in its package.json`, {
    code: 'plugin-manifest',
    hint: 'A package is called by lower case letters, digits, dashes and periods, perhaps with @scope/ in front.',
  });
}

function unknown(name: string): ConfigError {
  return new ConfigError(`There is no plugin named ${name}`, {
    code: 'plugin-not-found',
    hint: 'See all: ic plugin list',
  });
}

function bundled(name: string): ConfigError {
  return new ConfigError(`The plugin ${name} comes with the client`, {
    code: 'plugin-bundled',
    hint: 'It is accepted, updated and removed with the client itself.',
  });
}
