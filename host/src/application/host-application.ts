import type {
  Application,
  ApplyReport,
  BackfillReport,
  BackfillRequest,
  Call,
  CheckReport,
  Kind,
  LogLine,
  LogQuery,
  NotificationReport,
  PluginCase,
  PluginChoice,
  PluginInspection,
  PluginStep,
  PluginTestReport,
  PluginTestRequest,
  PluginView,
  QuarantinedItem,
  QuarantineQuery,
  QuarantineView,
  SettingsDatabaseView,
  StatusReport,
  SupportBundle,
  TesterRequest,
} from '@integration-client/core/application';
import type { Clock } from '@integration-client/core/clock';
import type { Configuration } from '@integration-client/core/configuration';
import { type Fault, SettingsError } from '@integration-client/core/faults';
import type { Home } from '@integration-client/core/home';
import { clearLogFiles } from '@integration-client/core/log/log-files';
import type { Log } from '@integration-client/core/log/open-log';
import { readLog } from '@integration-client/core/log/read-log';
import { type Observation, observationOf, observationsOf } from '@integration-client/core/notify/incident';
import type { MailReceipt } from '@integration-client/core/notify/mailer';
import type { Notifier } from '@integration-client/core/notify/notifier';
import type { Outcome, PreviewReport, Progress, RunReport } from '@integration-client/core/run';
import { leaseOf, runsElsewhere, underLease } from '@integration-client/core/schedule/schedule-lease';
import type { Scheduler } from '@integration-client/core/schedule/scheduler';
import type { SchedulerService } from '@integration-client/core/scheduler-service';
import type { Store } from '@integration-client/core/store/store';
import type { VerifyReport, VerifyRequest } from '@integration-client/core/verification';
import { ConfigError, type Disk, RetryableError } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import type { LogPlace } from '../log-place.js';
import { Metrics, type RenderedMetrics } from '../metrics/metrics.js';
import type { Monitored } from '../metrics/monitoring.js';
import { PluginCatalog } from '../plugins/catalog.js';
import { PluginInstaller } from '../plugins/plugin-installer.js';
import { HostTokens } from '../tokens.js';
import { Backfill } from './backfill.js';
import { Bundle } from './bundle.js';
import { Notifications } from './notifications.js';
import { PluginTests } from './plugin-test.js';
import { findQuarantined, retryRequests } from './quarantine.js';
import { entry, SettingsEditor } from './settings.js';
import { Sites } from './sites.js';
import { readStatus } from './status.js';
import { testerTransfers } from './tester.js';
import { type RunCall, type TransferRequest, Transfers } from './transfers.js';
import { Verification } from './verification.js';

/** Everything a person can do, done in this process. */
@injectable()
export class HostApplication implements Application, Monitored {
  readonly #running = new Map<string, Progress>();
  #scheduler: Scheduler | undefined;
  #notifier: Notifier | undefined;

  constructor(
    @inject(HostTokens.Home) private readonly home: Home,
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(HostTokens.Clock) private readonly clock: Clock,
    @inject(HostTokens.Disk) private readonly disk: Disk,
    @inject(HostTokens.Log) private readonly log: Log,
    @inject(HostTokens.LogPlace) private readonly logPlace: LogPlace,
    @inject(HostTokens.Service) private readonly service: Pick<SchedulerService, 'isInstalled'>,
    @inject(SettingsEditor) private readonly settings: SettingsEditor,
    @inject(PluginCatalog) private readonly catalog: PluginCatalog,
    @inject(PluginInstaller) private readonly installer: PluginInstaller,
    @inject(Sites) private readonly sites: Sites,
    @inject(Transfers) private readonly transfers: Transfers,
    @inject(Backfill) private readonly backfills: Backfill,
    @inject(Bundle) private readonly bundles: Bundle,
    @inject(Verification) private readonly verification: Verification,
    @inject(PluginTests) private readonly pluginTests: PluginTests,
    @inject(Notifications) private readonly mail: Notifications,
    @inject(Metrics) private readonly counted: Metrics,
  ) {}

  /** Makes this the application of the process that runs the schedules. */
  attach(scheduler: Scheduler, notifier: Notifier): void {
    this.#scheduler = scheduler;
    this.#notifier = notifier;
  }

  /** For monitoring: all metrics. */
  metrics(): Promise<RenderedMetrics> {
    return this.counted.render(this.#scheduler?.running() ?? []);
  }

  /** For monitoring: whether schedules can run now. Throws what keeps them from it. */
  async ready(): Promise<void> {
    if (this.#scheduler === undefined) {
      throw new RetryableError('The scheduler has not begun', { code: 'scheduler-starting', hint: 'Ask again.' });
    }
    await this.store.configuration.load();
  }

  async apply({ source, file }: { source: string; file: string }): Promise<ApplyReport> {
    const report = await this.settings.apply(source, file);
    const { logLevel, logFormat } = (await this.store.configuration.load()).application;
    this.log.setLevel(logLevel);
    this.log.setFormat(logFormat);
    const names = (what: string, list: readonly string[]) => (list.length === 0 ? [] : [`${what} ${list.join(', ')}`]);
    const changes = [...names('created', report.created), ...names('updated', report.updated)];
    this.#changed(`Settings applied from ${file}: ${changes.join('; ') || 'nothing changed'}`);
    return report;
  }

  export(): Promise<string> {
    return this.settings.export();
  }

  configuration(): Promise<Configuration> {
    return this.settings.masked();
  }

  async settingsDatabase(): Promise<SettingsDatabaseView> {
    const { description } = this.store;
    const version = await this.store.tablesVersion();
    if (description.kind !== 'sqlite') return { ...description, version };
    return { ...description, version, bytes: (await this.disk.stat(description.file))?.size ?? 0 };
  }

  show({ kind, name }: { kind: Kind; name: string }) {
    return this.settings.show(kind, name);
  }

  async remove({ kind, name }: { kind: Kind; name: string }): Promise<void> {
    await this.settings.remove(kind, name);
    this.#changed(`The ${kind} ${name} was removed`);
  }

  async setEnabled({ kind, name, enabled }: { kind: Kind; name: string; enabled: boolean }): Promise<void> {
    await this.settings.setEnabled(kind, name, enabled);
    this.#changed(`The ${kind} ${name} was ${enabled ? 'enabled' : 'disabled'}`);
  }

  async test({ kind, name }: { kind: 'site' | 'destination'; name: string }, call: Call = {}): Promise<CheckReport> {
    const { testDestination, testSite } = await import('./checks.js');
    const configuration = await this.store.configuration.load();
    const signal = call.signal ?? new AbortController().signal;
    if (kind === 'site') return testSite(entry(configuration, 'site', name), this.sites, this.clock, signal);
    const destination = entry(configuration, 'destination', name);
    return testDestination(destination, this.transfers, (context) => this.log.logger(context), signal);
  }

  /** Through the scheduler where there is one, so that a schedule never overlaps itself. */
  async runSchedule({ name }: { name: string }, call: Call<Progress> = {}): Promise<RunReport> {
    let report: RunReport | undefined;
    const run = async (signal: AbortSignal): Promise<Outcome> => {
      report = await this.execute(name, { ...call, signal });
      return report.outcome;
    };
    if (this.#scheduler === undefined) {
      await this.#runAlone(name, run, call.signal);
    } else {
      await this.#scheduler.runNow(name, { run, ...(call.signal === undefined ? {} : { signal: call.signal }) });
    }
    if (report === undefined) throw new TypeError('a run has no report');
    return report;
  }

  /** Runs a schedule's transfers, records the run and tells of its errors. The scheduler calls this when it is due. */
  async execute(name: string, call: Call<Progress> & { readonly signal: AbortSignal }): Promise<RunReport> {
    let seen: readonly Observation[] = [];
    try {
      const report = await this.#execute(name, call);
      seen = observationsOf(name, report);
      this.counted.observe(name, report);
      return report;
    } catch (error) {
      if (!call.signal.aborted) seen = [observationOf({ schedule: name }, error)];
      throw error;
    } finally {
      await this.#notifier?.observe(seen);
    }
  }

  async #execute(name: string, call: Call<Progress> & { readonly signal: AbortSignal }): Promise<RunReport> {
    const requests = await this.#dueTransfers(name);
    const log = this.log.logger(name);
    log.info(`Run of ${requests.length} transfer(s) begins`);
    const run = await this.#watched(call, (watched) => this.transfers.run(requests, watched));
    const report = { schedule: name, ...run };
    await this.store.recordRun(report);
    log.info(`Run ended: ${report.outcome}`);
    return report;
  }

  async previewSchedule({ name }: { name: string }, call: Call<Progress> = {}): Promise<PreviewReport> {
    const requests = await this.#dueTransfers(name);
    const preview = await this.#watched(call, (watched) => this.transfers.preview(requests, watched));
    return { schedule: name, ...preview };
  }

  async runTester(request: TesterRequest, call: Call<Progress> = {}): Promise<RunReport> {
    const configuration = await this.store.configuration.load();
    const transfers = testerTransfers(request, configuration, this.clock.now());
    for (const site of request.sites) entry(configuration, 'site', site);
    await this.#checkOperations(request, configuration);
    return this.#watched(call, (watched) => this.transfers.run(transfers, watched));
  }

  async backfill(request: BackfillRequest, call: Call<Progress> = {}): Promise<BackfillReport> {
    const { sites, destinations = [], operations = [], schedule } = request;
    if (schedule === undefined && sites !== undefined) {
      await this.#checkOperations({ destinations, operations }, await this.store.configuration.load());
    }
    return this.#watched(call, (watched) => this.backfills.run(request, watched));
  }

  async status(): Promise<StatusReport> {
    const configuration = await this.store.configuration.load();
    return readStatus(this.store, this.home.directory, configuration, {
      ...(this.#scheduler === undefined
        ? { scheduler: (await this.service.isInstalled()) ? 'stopped' : 'not installed' }
        : { scheduler: 'running', pid: process.pid }),
      runningSchedules: this.#scheduler?.running() ?? [],
      progress: [...this.#running.values()],
    });
  }

  async logs({ log, level, lines, follow, since, text }: LogQuery, call: Call<LogLine> = {}): Promise<void> {
    await readLog({
      directory: this.logPlace.directory,
      name: log,
      follow,
      onLine: (line) => call.onEvent?.({ text: line }),
      ...(lines === undefined ? {} : { lines }),
      ...(since === undefined ? {} : { since: new Date(since) }),
      ...(text === undefined ? {} : { text }),
      ...(level === undefined ? {} : { level }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  }

  async clearLog({ log }: Pick<LogQuery, 'log'>): Promise<{ bytes: number }> {
    const bytes = await clearLogFiles(this.logPlace.directory, log, this.disk);
    this.log.logger('logs').info(`The ${log === 'ic' ? 'IC log' : 'service log'} was cleared`);
    return { bytes };
  }

  async bundle(): Promise<SupportBundle> {
    return this.bundles.make(await this.status());
  }

  plugins(): Promise<PluginView[]> {
    return this.catalog.views();
  }

  inspectPlugin(choice: PluginChoice, call: Call<PluginStep> = {}): Promise<PluginInspection> {
    return this.installer.inspect(choice, call);
  }

  installPlugin(input: { source: string; hash?: string }, call: Call<PluginStep> = {}): Promise<PluginInspection> {
    return this.installer.install(input, call);
  }

  acceptPlugin(input: { installed: string; hash: string }, call: Call<PluginStep> = {}): Promise<PluginInspection> {
    return this.installer.accept(input, call);
  }

  removePlugin({ installed }: { installed: string }): Promise<void> {
    return this.installer.remove(installed);
  }

  testPlugin(request: PluginTestRequest, call: Call<PluginCase> = {}): Promise<PluginTestReport> {
    return this.pluginTests.test(request, call);
  }

  async quarantine(query: QuarantineQuery): Promise<QuarantineView[]> {
    const configuration = await this.store.configuration.load();
    for (const site of query.sites ?? []) entry(configuration, 'site', site);
    for (const destination of query.destinations ?? []) entry(configuration, 'destination', destination);
    return findQuarantined(this.store, query);
  }

  async retryQuarantined(
    { items }: { items: readonly QuarantinedItem[] },
    call: Call<Progress> = {},
  ): Promise<RunReport> {
    const requests = await retryRequests(this.store, items);
    return this.#watched(call, (watched) => this.transfers.run(requests, watched));
  }

  async dropQuarantined({ items }: { items: readonly QuarantinedItem[] }): Promise<void> {
    await this.store.dropQuarantined(items);
    const log = this.log.logger('quarantine');
    for (const { destination, key } of items) log.info(`${key} for ${destination} was dropped`);
  }

  notifications(): Promise<NotificationReport> {
    return this.mail.report();
  }

  sendTestMail(_: object, call: Call = {}): Promise<MailReceipt> {
    return this.mail.sendTest(call.signal ?? new AbortController().signal);
  }

  verify(request: VerifyRequest, call: Call<Progress> = {}): Promise<VerifyReport> {
    return this.#watched(call, (watched) => this.verification.verify(request, watched));
  }

  async quarantinePayload({ destination, key }: QuarantinedItem): Promise<string> {
    const payload = await this.store.quarantinePayload(destination, key);
    if (payload !== undefined) return payload.toString('base64');
    throw new ConfigError(`No bytes are kept of ${key} for ${destination}`, {
      code: 'quarantine-no-payload',
      hint: 'Only what could not be read is kept with its bytes: ic quarantine list',
    });
  }

  /** The transfers of a schedule that take part in a run. */
  async #dueTransfers(name: string): Promise<TransferRequest[]> {
    const configuration = await this.store.configuration.load();
    return entry(configuration, 'schedule', name)
      .transfers.filter(
        ({ site, destination }) =>
          entry(configuration, 'site', site).enabled && entry(configuration, 'destination', destination).enabled,
      )
      .map((transfer) => ({ ...transfer, selection: { kind: 'due' } }));
  }

  /** Throws SettingsError with every operation that one of the destinations does not take. */
  async #checkOperations(
    { destinations, operations }: Pick<TesterRequest, 'destinations' | 'operations'>,
    configuration: Configuration,
  ): Promise<void> {
    const { misfits } = await import('@integration-client/core/configuration-file/check-transfers');
    const faults: Fault[] = [];
    for (const destination of destinations) {
      const { name, plugin, settings } = entry(configuration, 'destination', destination);
      const target = { name, plugin: (await this.catalog.find(plugin)).description, settings };
      faults.push(
        ...operations.flatMap((o) => misfits(o, target)).map((message) => ({ path: '--operation', message })),
      );
    }
    if (faults.length > 0) throw new SettingsError('Not every destination takes every operation', faults);
  }

  /** Without a scheduler: the same run, and the same rule of when it counts. */
  async #runAlone(name: string, run: (signal: AbortSignal) => Promise<Outcome>, signal?: AbortSignal): Promise<void> {
    const started = this.clock.now();
    const lease = await this.store.lease(leaseOf(name));
    if (lease === undefined) throw runsElsewhere(name);
    const outcome = await underLease(lease, signal ?? new AbortController().signal, run);
    if (outcome === 'failed' || outcome === 'interrupted') return;
    const times = await this.store.scheduleTimes(name);
    await this.store.saveScheduleTimes(name, { ...times, lastRun: started });
  }

  /** Does something long of which the status tells how far it is. */
  async #watched<T>(call: Call<Progress>, work: (call: RunCall) => Promise<T>): Promise<T> {
    const keys = new Set<string>();
    const onProgress = (progress: Progress) => {
      const key = JSON.stringify([progress.site ?? null, progress.destination]);
      keys.add(key);
      if (progress.outcome === undefined) this.#running.set(key, progress);
      else this.#running.delete(key);
      call.onEvent?.(progress);
    };
    try {
      return await work({ signal: call.signal ?? new AbortController().signal, onProgress });
    } finally {
      for (const key of keys) this.#running.delete(key);
    }
  }

  #changed(message: string): void {
    this.log.logger('settings').info(message);
    this.#scheduler?.wake();
    this.#notifier?.wake();
  }
}
