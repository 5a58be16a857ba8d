import type { AccountGate } from '@integration-client/core/appliance/appliance';
import type { Clock } from '@integration-client/core/clock';
import type { DestinationSettings, SiteSettings } from '@integration-client/core/configuration';
import { secretSettings } from '@integration-client/core/configuration-file/secret-settings';
import type { Log } from '@integration-client/core/log/open-log';
import {
  type Outcome,
  type PreviewReport,
  type Problem,
  type Progress,
  type RunReport,
  type TransferPreview,
  type TransferReport,
  worstOutcome,
} from '@integration-client/core/run';
import { resolveSettings } from '@integration-client/core/secrets/resolve-settings';
import { settingAt } from '@integration-client/core/secrets/setting-path';
import type { Store } from '@integration-client/core/store/store';
import type { Selection } from '@integration-client/core/transfer/job';
import type { TurnSource } from '@integration-client/core/transfer/leased-turns';
import type { TransferState } from '@integration-client/core/transfer/state';
import { describeProblem } from '@integration-client/core/transfer/tally';
import { ConfigError, type Operation, type SettingsSchema } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { KnownSecrets } from '../known-secrets.js';
import { PluginCatalog } from '../plugins/catalog.js';
import { HostTokens } from '../tokens.js';
import type { Services } from '../worker/channel.js';
import type { RunTask } from '../worker/supervisor.js';
import type { DestinationTask } from '../worker/tasks.js';
import { type SiteConnection, Sites } from './sites.js';
import { TransferQueue } from './transfer-queue.js';
import { HostTurns } from './turns.js';

/** One transfer to run. */
export interface TransferRequest {
  readonly site: string;
  readonly destination: string;
  readonly operations: readonly Operation[];
  readonly selection: Selection;
}

/** What a run tells on the way, and how it is stopped. */
export interface RunCall {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** What a request is run for, and what comes of it; a preview that failed as a whole lists nothing. */
interface Reports {
  readonly transfer: TransferReport;
  readonly preview: TransferReport & Partial<TransferPreview>;
}

type TaskKind = keyof Reports;

/** Runs transfers, each in a worker of its own. */
@injectable()
export class Transfers {
  readonly #queue = new TransferQueue();
  readonly #turns = new HostTurns();

  constructor(
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(Sites) private readonly sites: Sites,
    @inject(PluginCatalog) private readonly plugins: PluginCatalog,
    @inject(HostTokens.Log) private readonly log: Log,
    @inject(KnownSecrets) private readonly secrets: KnownSecrets,
    @inject(HostTokens.Clock) private readonly clock: Clock,
    @inject(HostTokens.RunTask) private readonly runTask: RunTask,
  ) {}

  /** Runs transfers side by side. Never throws for what goes wrong in one of them. */
  async run(requests: readonly TransferRequest[], call: RunCall): Promise<RunReport> {
    const started = this.clock.now().toISOString();
    const transfers = await Promise.all(requests.map((request) => this.#inTurn('transfer', request, call)));
    const outcome = worstOutcome(transfers.map((transfer) => transfer.outcome));
    return { started, finished: this.clock.now().toISOString(), outcome, transfers };
  }

  /** Finds out what transfers would do; nothing is delivered or remembered. Never throws, as {@link run}. */
  async preview(requests: readonly TransferRequest[], call: RunCall): Promise<PreviewReport> {
    const started = this.clock.now().toISOString();
    const previews = await Promise.all(requests.map((request) => this.#inTurn('preview', request, call)));
    const outcome = worstOutcome(previews.map((preview) => preview.outcome));
    const transfers = previews.map((preview) => ({ items: [], ...preview }));
    return { started, finished: this.clock.now().toISOString(), outcome, transfers };
  }

  /** Transfers that run now, and that wait for others to end. */
  get queue(): { readonly running: number; readonly waiting: number } {
    return this.#queue;
  }

  /** Has the plugin of a destination prove that its place can be used. Changes nothing. Throws what is wrong. */
  async check(destination: DestinationSettings, signal: AbortSignal): Promise<void> {
    const task = { kind: 'check', destination: await this.destinationTask(destination) } as const;
    await this.runTask(task, { log: (context) => this.log.logger(context), signal });
  }

  /** A destination as a worker makes it. Throws ConfigError where the plugin or a reference is missing, or settings do not fit. */
  async destinationTask(destination: DestinationSettings): Promise<DestinationTask> {
    const plugin = await this.plugins.find(destination.plugin);
    const { settings: schema } = plugin.description;
    await checkSettings(destination, schema);
    const settings = await resolveSettings(destination.settings, schema);
    for (const path of secretSettings(schema)) this.secrets.add(String(settingAt(settings, path) ?? ''));
    return { name: destination.name, plugin: plugin.description.name, pluginPath: plugin.path, settings };
  }

  async #inTurn<Kind extends TaskKind>(kind: Kind, request: TransferRequest, call: RunCall): Promise<Reports[Kind]> {
    try {
      return await this.#queue.run(request, call.signal, () => this.#told(kind, request, call));
    } catch (error) {
      if (call.signal.aborted) return failed(request, 'interrupted', []);
      throw error;
    }
  }

  /** Tells that it begins and how it ended; the worker tells how far it is in between. */
  async #told<Kind extends TaskKind>(kind: Kind, request: TransferRequest, call: RunCall): Promise<Reports[Kind]> {
    const { site, destination, operations } = request;
    const place = { site, destination, operation: operations[0] ?? 'sessions' } as const;
    call.onProgress({ ...place, items: 0, bytes: 0 });
    const report = await this.#one(kind, request, call);
    const counts = Object.values(report.operations);
    const items = counts.reduce((sum, { delivered }) => sum + delivered, 0);
    const bytes = counts.reduce((sum, count) => sum + count.bytes, 0);
    call.onProgress({ ...place, items, bytes, outcome: report.outcome });
    return report;
  }

  async #one<Kind extends TaskKind>(kind: Kind, request: TransferRequest, call: RunCall): Promise<Reports[Kind]> {
    const log = this.log.logger(`${request.site} to ${request.destination}`);
    try {
      const report = await this.#inWorker(kind, request, call);
      log.info(`${kind === 'preview' ? 'dry run, ' : ''}${summary(report)}`);
      return { ...report, problems: report.problems.map((problem) => this.#masked(problem)) };
    } catch (error) {
      if (call.signal.aborted) return failed(request, 'interrupted', []);
      const problem = this.#masked(describeProblem(error));
      log.error(`${problem.message}${problem.hint === undefined ? '' : ` (${problem.hint})`}`);
      return failed(request, error instanceof ConfigError ? 'refused' : 'failed', [problem]);
    }
  }

  /** What a plugin says of an error may hold what its settings hold. */
  #masked(problem: Problem): Problem {
    return { ...problem, message: this.secrets.mask(problem.message) };
  }

  async #inWorker<Kind extends TaskKind>(kind: Kind, request: TransferRequest, call: RunCall): Promise<Reports[Kind]> {
    // Settings may have changed while it waited. The state first: it refuses what was learned of another appliance.
    const state = await this.store.transferState(request.site, request.destination);
    const { sites, destinations } = await this.store.configuration.load();
    const site = named(sites, request.site, 'site');
    const destination = named(destinations, request.destination, 'destination');
    const connection = needsAppliance(request) ? await this.sites.connect(site) : undefined;
    const product = await state.product();
    const task = await this.destinationTask(destination);
    const { concurrency = 1 } = (await this.plugins.find(destination.plugin)).description;
    const turns = this.#turns.of({ site: site.name, destination: destination.name, concurrency });
    return this.runTask(
      {
        kind,
        destination: task,
        ...(connection === undefined ? {} : { site: siteTask(connection) }),
        job: {
          site: { name: site.name, host: site.host, ...(product === undefined ? {} : { product }) },
          destination: destination.name,
          operations: request.operations,
          selection: request.selection,
          ...(connection?.backupPassword === undefined ? {} : { backupPassword: connection.backupPassword }),
        },
      },
      {
        services: services(state, turns, connection?.gate),
        signal: call.signal,
        log: (context) => this.log.logger(context),
        onProgress: call.onProgress,
      },
    ).finally(() => turns.end());
  }
}

/** A plugin that was replaced or changed may take other settings than those that were saved. */
async function checkSettings({ name, settings }: DestinationSettings, schema: SettingsSchema): Promise<void> {
  const { validate } = await import('@integration-client/core/configuration-file/validate');
  const faults = validate(schema, settings).map(({ path, message }) => [path.join('.'), message].join(' ').trim());
  if (faults.length === 0) return;
  throw new ConfigError(`The plugin does not take the settings of ${name}: ${faults.join('; ')}`, {
    code: 'settings-do-not-fit',
    hint: `Change them: ic destination edit "${name}"`,
  });
}

function needsAppliance({ selection, operations }: TransferRequest): boolean {
  return selection.kind !== 'files' || operations.some((o) => o !== 'sessions' && o !== 'presentations');
}

function siteTask({ host, ca, proxy, userAccount }: SiteConnection) {
  return { host, userAccount, ...(ca === undefined ? {} : { ca }), ...(proxy === undefined ? {} : { proxy }) };
}

/** What a transfer's worker may ask of its parent, and nothing else. */
function services(state: TransferState, turns: TurnSource, gate: AccountGate | undefined): Services {
  const forState: { [Method in keyof TransferState]: TransferState[Method] } = {
    product: () => state.product(),
    saveProduct: (product) => state.saveProduct(product),
    checkpoint: (operation) => state.checkpoint(operation),
    saveCheckpoint: (operation, checkpoint) => state.saveCheckpoint(operation, checkpoint),
    delivered: (keys) => state.delivered(keys),
    recordDelivered: (entries) => state.recordDelivered(entries),
    pending: () => state.pending(),
    addPending: (sessions) => state.addPending(sessions),
    removePending: (operation, lsids) => state.removePending(operation, lsids),
    failed: (keys) => state.failed(keys),
    recordFailures: (failures) => state.recordFailures(failures),
  };
  const forTurns: { [Method in keyof TurnSource]: TurnSource[Method] } = {
    takeTurn: () => turns.takeTurn(),
    giveTurnBack: () => turns.giveTurnBack(),
  };
  if (gate === undefined) return { state: forState, turns: forTurns };
  const forGate: { [Method in keyof AccountGate]: AccountGate[Method] } = {
    enter: () => gate.enter(),
    renew: (token) => gate.renew(token),
    observe: (reading) => gate.observe(reading),
  };
  return { state: forState, turns: forTurns, gate: forGate };
}

function named<T extends SiteSettings | DestinationSettings>(all: readonly T[], name: string, kind: string): T {
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new ConfigError(`There is no ${kind} "${name}"`, { code: `${kind}-unknown` });
  return found;
}

function failed(request: TransferRequest, outcome: Outcome, problems: readonly Problem[]): TransferReport {
  return { site: request.site, destination: request.destination, outcome, operations: {}, requests: 0, problems };
}

function summary(report: TransferReport): string {
  const parts = Object.entries(report.operations).map(
    ([operation, { delivered, unchanged, failed, pending }]) =>
      `${operation}: ${delivered} delivered, ${unchanged} unchanged, ${failed} failed, ${pending} pending`,
  );
  return `${report.outcome}; ${[...parts, `${report.requests} requests`].join('; ')}`;
}
