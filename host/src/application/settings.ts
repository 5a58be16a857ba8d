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
  /** A change reads everything and writes everything: of two at once in this process the second would begin in vain. */
  readonly #changes = new OneByOne();

  constructor(
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(PluginCatalog) private readonly plugins: PluginCatalog,
    @inject(KnownSecrets) private readonly secrets: KnownSecrets,
  ) {}

  /** Adds and updates what an `ic.yaml` names. Throws SettingsError with all faults, and then changes nothing. */
  apply(source: string, file = 'the settings'): Promise<ApplyReport> {
    return this.#change(async (current) => {
      const plugins = await this.plugins.descriptions();
      const { readConfiguration } = await import('@integration-client/core/configuration-file/read');
      return readConfiguration(source, { file, current, plugins });
    });
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
    return this.#change(async (configuration) => {
      entry(configuration, kind, name);
      refuseUsed(configuration, kind, name);
      const section = entrySections[kind];
      const all: readonly { readonly name: string }[] = configuration[section];
      const rest = all.filter((each) => each.name !== name);
      return { configuration: { ...configuration, [section]: rest }, report: undefined };
    });
  }

  setEnabled(kind: Kind, name: string, enabled: boolean): Promise<void> {
    return this.#change(async (configuration) => {
      entry(configuration, kind, name);
      const section = entrySections[kind];
      const changed = configuration[section].map((each) => (each.name === name ? { ...each, enabled } : each));
      return { configuration: { ...configuration, [section]: changed }, report: undefined };
    });
  }

  /** Saves what is made of the settings as they are; makes it anew where another program changed them meanwhile. */
  #change<Report>(make: (current: Configuration) => Promise<Changed<Report>>): Promise<Report> {
    return this.#changes.run(async () => {
      for (;;) {
        const current = await this.store.configuration.load();
        const { configuration, report } = await make(current);
        this.secrets.addConfiguration(configuration);
        const secretSettings = await this.plugins.secretSettings();
        if (await this.store.configuration.save(configuration, secretSettings, current)) return report;
      }
    });
  }
}

/** Settings to be saved, and what to say of them. */
interface Changed<Report> {
  readonly configuration: Configuration;
  readonly report: Report;
}

function refuseUsed({ schedules }: Configuration, kind: Kind, name: string): void {
  const users = schedules.filter(
    ({ transfers }) => kind !== 'schedule' && transfers.some((transfer) => transfer[kind] === name),
  );
  if (users.length === 0) return;
  const names = users.map((user) => `"${user.name}"`).join(', ');
  throw new ConfigError(
    `The ${kind} "${name}" is used by ${users.length === 1 ? 'the schedule' : 'schedules'}: ${names}`,
    { code: 'still-used', hint: 'Change or remove them first: ic schedule edit, ic schedule remove' },
  );
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
