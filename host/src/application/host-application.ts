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
import type { Home } from '@integration-client/core/home';
import { clearLogFiles } from '@integration-client/core/log/log-files';
import type { Log } from '@integration-client/core/log/open-log';
import { readLog } from '@integration-client/core/log/read-log';
import type { MailReceipt } from '@integration-client/core/notify/mailer';
import type { Notifier } from '@integration-client/core/notify/notifier';
import type { PreviewReport, Progress, RunReport } from '@integration-client/core/run';
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
import { checkOperations } from './check-operations.js';
import { Notifications } from './notifications.js';
import { PluginTests } from './plugin-test.js';
import { findQuarantined, retryRequests } from './quarantine.js';
import { RunningWork } from './running-work.js';
import { ScheduleRuns } from './schedule-runs.js';
import { entry, SettingsEditor } from './settings.js';
import { Sites } from './sites.js';
import { readStatus } from './status.js';
import { testerTransfers } from './tester.js';
import { Transfers } from './transfers.js';
import { Verification } from './verification.js';

/** Everything a person can do, done in this process. */
@injectable()
export class HostApplication implements Application, Monitored {
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
    @inject(RunningWork) private readonly work: RunningWork,
    @inject(ScheduleRuns) private readonly runs: ScheduleRuns,
    @inject(Backfill) private readonly backfills: Backfill,
    @inject(Bundle) private readonly bundles: Bundle,
    @inject(Verification) private readonly verification: Verification,
    @inject(PluginTests) private readonly pluginTests: PluginTests,
    @inject(Notifications) private readonly mail: Notifications,
    @inject(Metrics) private readonly counted: Metrics,
  ) {}

  /** Makes this the application of the process that runs the schedules. */
  attach(scheduler: Scheduler, notifier: Notifier): void {
    this.runs.attach(scheduler, notifier);
  }

  /** For monitoring: all metrics. */
  metrics(): Promise<RenderedMetrics> {
    return this.counted.render(this.runs.running);
  }

  /** For monitoring: whether schedules can run now. Throws what keeps them from it. */
  async ready(): Promise<void> {
    if (!this.runs.isScheduler) {
      throw new RetryableError('The scheduler has not begun', { code: 'scheduler-starting', hint: 'Ask again.' });
    }
    await this.store.configuration.load();
  }

  async apply({ source, file }: { source: string; file?: string }): Promise<ApplyReport> {
    const report = await this.settings.apply(source, file);
    const { logLevel, logFormat } = (await this.store.configuration.load()).application;
    this.log.setLevel(logLevel);
    this.log.setFormat(logFormat);
    const names = (what: string, list: readonly string[]) => (list.length === 0 ? [] : [`${what} ${list.join(', ')}`]);
    const changes = [...names('created', report.created), ...names('updated', report.updated)];
    this.#changed(
      `Settings changed${file === undefined ? '' : ` by ${file}`}: ${changes.join('; ') || 'nothing is different'}`,
    );
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
    return testDestination(destination, this.transfers, signal);
  }

  runSchedule({ name }: { name: string }, call: Call<Progress> = {}): Promise<RunReport> {
    return this.runs.run(name, call);
  }

  /** Runs a schedule that is due: the scheduler calls this. */
  execute(name: string, call: Call<Progress> & { readonly signal: AbortSignal }): Promise<RunReport> {
    return this.runs.execute(name, call);
  }

  previewSchedule({ name }: { name: string }, call: Call<Progress> = {}): Promise<PreviewReport> {
    return this.runs.preview(name, call);
  }

  async runTester(request: TesterRequest, call: Call<Progress> = {}): Promise<RunReport> {
    const configuration = await this.store.configuration.load();
    const transfers = testerTransfers(request, configuration, this.clock.now());
    for (const site of request.sites) entry(configuration, 'site', site);
    await checkOperations(request, configuration, this.catalog);
    return this.work.watch(call, (watched) => this.transfers.run(transfers, watched));
  }

  async backfill(request: BackfillRequest, call: Call<Progress> = {}): Promise<BackfillReport> {
    const { sites, destinations = [], operations = [], schedule } = request;
    if (schedule === undefined && sites !== undefined) {
      const configuration = await this.store.configuration.load();
      await checkOperations({ destinations, operations }, configuration, this.catalog);
    }
    return this.work.watch(call, (watched) => this.backfills.run(request, watched));
  }

  async status(): Promise<StatusReport> {
    const configuration = await this.store.configuration.load();
    return readStatus(this.store, this.home.directory, configuration, {
      ...(this.runs.isScheduler
        ? { scheduler: 'running', pid: process.pid }
        : { scheduler: (await this.service.isInstalled()) ? 'stopped' : 'not installed' }),
      runningSchedules: this.runs.running,
      progress: this.work.progress,
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
      ...(call.room === undefined ? {} : { room: call.room }),
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
    return this.work.watch(call, (watched) => this.transfers.run(requests, watched));
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
    return this.work.watch(call, (watched) => this.verification.verify(request, watched));
  }

  async quarantinePayload({ destination, key }: QuarantinedItem): Promise<string> {
    const payload = await this.store.quarantinePayload(destination, key);
    if (payload !== undefined) return payload.toString('base64');
    throw new ConfigError(`No bytes are kept of ${key} for ${destination}`, {
      code: 'quarantine-no-payload',
      hint: 'Only what could not be read is kept with its bytes: ic quarantine list',
    });
  }

  #changed(message: string): void {
    this.log.logger('settings').info(message);
    this.runs.wake();
  }
}
