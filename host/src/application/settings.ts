import type { ApplyReport, Kind } from '@integration-client/core/application';
import type {
  Configuration,
  DestinationSettings,
  ScheduleSettings,
  SiteSettings,
} from '@integration-client/core/configuration';
import { maskConfiguration } from '@integration-client/core/configuration-file/mask';
import { nearest } from '@integration-client/core/configuration-file/nearest';
import { entrySections } from '@integration-client/core/entry-sections';
import { OneByOne } from '@integration-client/core/one-by-one';
import type { Store } from '@integration-client/core/store/store';
import { ConfigError } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { KnownSecrets } from '../known-secrets.js';
import { PluginCatalog } from '../plugins/catalog.js';
import { HostTokens } from '../tokens.js';

/** Reads and changes what people configure. What reads and writes documents is loaded when it is needed. */
@injectable()
export class SettingsEditor {
  /** A change reads everything and writes everything: two at once would lose one of them. */
  readonly #changes = new OneByOne();

  constructor(
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(PluginCatalog) private readonly plugins: PluginCatalog,
    @inject(KnownSecrets) private readonly secrets: KnownSecrets,
  ) {}

  /** Adds and updates what an `ic.yaml` names. Throws SettingsError with all faults, and then changes nothing. */
  apply(source: string, file = 'the settings'): Promise<ApplyReport> {
    return this.#changes.run(() => this.#apply(source, file));
  }

  async #apply(source: string, file: string): Promise<ApplyReport> {
    const current = await this.store.configuration.load();
    const plugins = await this.plugins.descriptions();
    const { readConfiguration } = await import('@integration-client/core/configuration-file/read');
    const { configuration, report } = readConfiguration(source, { file, current, plugins });
    await this.#save(configuration);
    return report;
  }

  async export(): Promise<string> {
    const { writeConfiguration } = await import('@integration-client/core/configuration-file/write');
    return writeConfiguration(await this.store.configuration.load(), await this.plugins.secretSettings());
  }

  /** Everything, with literal secrets masked. */
  async masked(): Promise<Configuration> {
    return maskConfiguration(await this.store.configuration.load(), await this.plugins.secretSettings());
  }

  async show(kind: Kind, name: string): Promise<SiteSettings | DestinationSettings | ScheduleSettings> {
    return entry(await this.masked(), kind, name);
  }

  /** Throws ConfigError `still-used` while a schedule needs it. */
  remove(kind: Kind, name: string): Promise<void> {
    return this.#changes.run(() => this.#remove(kind, name));
  }

  async #remove(kind: Kind, name: string): Promise<void> {
    const configuration = await this.store.configuration.load();
    entry(configuration, kind, name);
    const users = configuration.schedules.filter(
      ({ transfers }) => kind !== 'schedule' && transfers.some((transfer) => transfer[kind] === name),
    );
    if (users.length > 0) {
      const names = users.map((user) => `"${user.name}"`).join(', ');
      throw new ConfigError(
        `The ${kind} "${name}" is used by ${users.length === 1 ? 'the schedule' : 'schedules'}: ${names}`,
        {
          code: 'still-used',
          hint: 'Change or remove them first: ic schedule edit, ic schedule remove',
        },
      );
    }
    const section = entrySections[kind];
    const rest = (configuration[section] as readonly { readonly name: string }[]).filter((each) => each.name !== name);
    await this.#save({ ...configuration, [section]: rest });
  }

  setEnabled(kind: Kind, name: string, enabled: boolean): Promise<void> {
    return this.#changes.run(() => this.#setEnabled(kind, name, enabled));
  }

  async #setEnabled(kind: Kind, name: string, enabled: boolean): Promise<void> {
    const configuration = await this.store.configuration.load();
    entry(configuration, kind, name);
    const section = entrySections[kind];
    const changed = configuration[section].map((each) => (each.name === name ? { ...each, enabled } : each));
    await this.#save({ ...configuration, [section]: changed });
  }

  async #save(configuration: Configuration): Promise<void> {
    this.secrets.addConfiguration(configuration);
    await this.store.configuration.save(configuration, await this.plugins.secretSettings());
  }
}

/** The entry of that name. Throws ConfigError `…-unknown` that names the nearest. */
export function entry<K extends Kind>(
  configuration: Configuration,
  kind: K,
  name: string,
): Configuration[(typeof entrySections)[K]][number] {
  const all = configuration[entrySections[kind]];
  const found = all.find((each) => each.name === name);
  if (found !== undefined) return found;
  const near = nearest(
    name,
    all.map((each) => each.name),
  );
  const list = all.length === 0 ? `Add one: ic ${kind} add` : `All of them: ic ${kind} list`;
  throw new ConfigError(`There is no ${kind} named "${name}"`, {
    code: `${kind}-unknown`,
    hint: near === undefined ? list : `Did you mean "${near}"? ${list}`,
  });
}
