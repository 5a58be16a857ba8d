import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Call, PluginCase, PluginTestReport, PluginTestRequest } from '@integration-client/core/application';
import { secretSettings } from '@integration-client/core/configuration-file/secret-settings';
import { type Fault, SettingsError } from '@integration-client/core/faults';
import type { Log } from '@integration-client/core/log/open-log';
import type { PluginDescription } from '@integration-client/core/plugin-description';
import { resolveSettings } from '@integration-client/core/secrets/resolve-settings';
import { settingAt } from '@integration-client/core/secrets/setting-path';
import { describeProblem } from '@integration-client/core/transfer/tally';
import { type Disk, withDefaults } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { KnownSecrets } from '../known-secrets.js';
import { PluginCatalog } from '../plugins/catalog.js';
import { readManifest } from '../plugins/manifest.js';
import { HostTokens } from '../tokens.js';
import { settingsIn } from '../worker/conformance-place.js';
import { runInWorker } from '../worker/supervisor.js';

type Settings = Readonly<Record<string, unknown>>;

/** Tries plugins with the conformance suite, in processes of their own. */
@injectable()
export class PluginTests {
  constructor(
    @inject(PluginCatalog) private readonly catalog: PluginCatalog,
    @inject(HostTokens.Log) private readonly log: Log,
    @inject(HostTokens.Disk) private readonly disk: Disk,
    @inject(KnownSecrets) private readonly secrets: KnownSecrets,
  ) {}

  /** See `Application.testPlugin`. */
  async test(request: PluginTestRequest, call: Call<PluginCase> = {}): Promise<PluginTestReport> {
    const { path, description } = await this.#find(request.plugin, call.signal);
    await checkSettings(description, request.settings);
    const settings = await resolveSettings(request.settings, description.settings);
    for (const each of secretSettings(description.settings)) this.secrets.add(String(settingAt(settings, each) ?? ''));
    const cases = await this.#run({ plugin: description.name, pluginPath: path, settings }, call);
    const manifest = await readManifest(path, this.disk);
    return {
      plugin: description.name,
      version: String(manifest?.version ?? ''),
      path,
      ok: cases.length > 0 && cases.every(({ outcome }) => outcome !== 'failed'),
      cases,
      notes: notesOn(description, request.settings),
    };
  }

  async #find(plugin: string, signal?: AbortSignal): Promise<{ path: string; description: PluginDescription }> {
    if (!isAbsolute(plugin)) return this.catalog.find(plugin);
    const log = (context: string) => this.log.logger(context);
    const task = { kind: 'describe', pluginPath: plugin } as const;
    return { path: plugin, description: await runInWorker(task, { log, ...(signal === undefined ? {} : { signal }) }) };
  }

  /** Where a case ends its process, the next one goes on with the case after it. */
  async #run(
    destination: { readonly plugin: string; readonly pluginPath: string; readonly settings: Settings },
    { signal, onEvent }: Call<PluginCase>,
  ): Promise<PluginCase[]> {
    const cases: PluginCase[] = [];
    let running: PluginCase | undefined;
    const tell = (one: PluginCase) => {
      const { message, hint } = one;
      const masked = {
        ...one,
        ...(message === undefined ? {} : { message: this.secrets.mask(message) }),
        ...(hint === undefined ? {} : { hint: this.secrets.mask(hint) }),
      };
      running = one.outcome === 'running' ? one : undefined;
      if (running === undefined) cases.push(masked);
      onEvent?.(masked);
    };
    for (let isOver = false; !isOver; ) {
      const from = cases.length;
      const task = { kind: 'conformance', destination: { name: 'Conformance', ...destination }, from } as const;
      try {
        const log = (context: string) => this.log.logger(context);
        await runInWorker(task, { log, onCase: tell, ...(signal === undefined ? {} : { signal }) });
        isOver = true;
      } catch (error) {
        if (running === undefined || signal?.aborted) throw error;
        const { message, hint } = describeProblem(error);
        tell({ ...(running as PluginCase), outcome: 'failed', message, ...(hint === undefined ? {} : { hint }) });
        isOver = cases.length === cases[0]?.count;
      }
    }
    return cases;
  }
}

/** Throws SettingsError that names everything that has to be given. */
async function checkSettings({ name, settings: schema }: PluginDescription, given: Settings): Promise<void> {
  const { validate } = await import('@integration-client/core/configuration-file/validate');
  const whole = withDefaults(schema, settingsIn(schema, given, join(tmpdir(), 'ic-conformance')));
  const faults = validate(schema, whole).map(({ path, message }): Fault => ({ path: path.join('.'), message }));
  if (faults.length === 0) return;
  const hint = `Give them with --set PATH=VALUE, --set-secret PATH or --settings FILE. See all: ic plugin show ${name}`;
  throw new SettingsError(`The plugin ${name} needs settings of a place for tests`, faults, hint);
}

function notesOn({ settings: schema, verifies }: PluginDescription, given: Settings): string[] {
  const directory = join(tmpdir(), 'ic-conformance');
  const isGiven = JSON.stringify(settingsIn(schema, given, directory)) === JSON.stringify(given);
  return [
    ...(verifies === true
      ? []
      : ['The plugin does not verify, so that nobody looked at what it stores: only its own test can.']),
    ...(isGiven ? ['The cases stored sessions in the place that was given. They stay there.'] : []),
  ];
}
