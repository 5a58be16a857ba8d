import { arch, freemem, type as osType, release, totalmem } from 'node:os';
import type { BundledFile, SupportBundle } from '@integration-client/core/application';
import type { Clock } from '@integration-client/core/clock';
import type { Configuration } from '@integration-client/core/configuration';
import { readLog } from '@integration-client/core/log/read-log';
import { resolveSecret } from '@integration-client/core/secrets/reference';
import { settingAt } from '@integration-client/core/secrets/setting-path';
import type { Store } from '@integration-client/core/store/store';
import type { Disk } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { KnownSecrets } from '../known-secrets.js';
import type { LogPlace } from '../log-place.js';
import { PluginCatalog } from '../plugins/catalog.js';
import { HostTokens } from '../tokens.js';
import { hostVersion } from '../version.js';
import { Notifications } from './notifications.js';
import { SettingsEditor } from './settings.js';

/** So many of the newest runs, and of the newest lines of each log. */
const bundledRuns = 200;
const bundledLines = 5_000;

/** A file of the bundle before it is packed. */
interface Part {
  readonly name: string;
  readonly what: string;
  readonly text: string;
}

/** Gathers what somebody who helps needs to see, without any secret. */
@injectable()
export class Bundle {
  constructor(
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(HostTokens.Clock) private readonly clock: Clock,
    @inject(HostTokens.Disk) private readonly disk: Disk,
    @inject(HostTokens.LogPlace) private readonly logPlace: LogPlace,
    @inject(KnownSecrets) private readonly secrets: KnownSecrets,
    @inject(SettingsEditor) private readonly settings: SettingsEditor,
    @inject(PluginCatalog) private readonly plugins: PluginCatalog,
    @inject(Notifications) private readonly mail: Notifications,
  ) {}

  /** @param status what `ic status` answers */
  async make(status: object): Promise<SupportBundle> {
    await this.#learnSecrets(await this.store.configuration.load());
    const parts = [
      json('versions.json', 'versions of program, Node, system, plugins and tables', await this.#versions()),
      { name: 'settings.yaml', what: 'all settings, without secrets', text: await this.settings.export() },
      json('status.json', 'what ic status shows', status),
      json('runs.json', `the newest ${bundledRuns} runs`, await this.store.recentRuns(bundledRuns)),
      json('quarantine.json', 'what could not be delivered, without its content', [
        ...(await this.store.quarantine()),
        ...(await this.store.dropped()),
      ]),
      json('notifications.json', 'what mail has to tell', await this.mail.report()),
      await this.#log('ic', 'ic-log.txt', 'commands'),
      await this.#log('service', 'ics-log.txt', 'ic-host'),
    ];
    const whole = [about(parts, this.clock.now()), ...parts].map((part) => ({
      ...part,
      bytes: Buffer.from(this.secrets.mask(part.text)),
    }));
    const { zipSync } = await import('fflate');
    const zip = zipSync(Object.fromEntries(whole.map(({ name, bytes }) => [name, bytes])));
    const files = whole.map(({ name, what, bytes }): BundledFile => ({ name, what, bytes: bytes.length }));
    return { content: Buffer.from(zip).toString('base64'), files };
  }

  /** Masking needs to know them all, also those that nothing has used yet. What cannot be read is in no file either. */
  async #learnSecrets(configuration: Configuration): Promise<void> {
    this.secrets.addConfiguration(configuration);
    const { sites, destinations, notifications } = configuration;
    const secretSettings = await this.plugins.secretSettings();
    const all = [
      ...sites.flatMap(({ account, backupPassword, proxyPassword }) => [
        account.type === 'api' ? account.clientSecret : account.password,
        backupPassword,
        proxyPassword,
      ]),
      ...destinations.flatMap(({ plugin, settings }) =>
        secretSettings(plugin).map((path) => settingAt(settings, path)),
      ),
      notifications?.password,
    ];
    for (const secret of all) {
      if (typeof secret === 'string') this.secrets.add(await resolveSecret(secret).catch(() => undefined));
    }
  }

  async #versions(): Promise<object> {
    const plugins = await this.plugins.views();
    return {
      program: hostVersion(),
      node: process.version,
      system: `${osType()} ${release()} ${arch()}`,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      memory: { totalBytes: totalmem(), freeBytes: freemem(), ownBytes: process.memoryUsage.rss() },
      settingsDatabase: { ...this.store.description, version: await this.store.tablesVersion() },
      plugins: plugins.map(({ name, version, origin, problem }) => ({ name, version, origin, problem })),
    };
  }

  async #log(log: 'ic' | 'service', name: string, of: string): Promise<Part> {
    const lines: string[] = [];
    const { directory } = this.logPlace;
    const { disk } = this;
    await readLog({
      directory,
      name: log,
      follow: false,
      lines: bundledLines,
      disk,
      onLine: (line) => lines.push(`${line}\n`),
    });
    return { name, what: `the newest ${bundledLines} lines of the log of ${of}`, text: lines.join('') };
  }
}

function json(name: string, what: string, data: unknown): Part {
  return { name, what, text: `${JSON.stringify(data, undefined, 2)}\n` };
}

function about(parts: readonly Part[], now: Date): Part {
  const list = parts.map(({ name, what }) => `${name.padEnd(20)}${what}`).join('\n');
  const text = `Integration Client ${hostVersion()}, ${now.toISOString()}\n\n${list}\n
Secrets are masked. Names of hosts, sites, people and directories, and ids of sessions, are not: look through it
before you hand it on.\n`;
  return { name: 'README.txt', what: 'what is in the bundle', text };
}
