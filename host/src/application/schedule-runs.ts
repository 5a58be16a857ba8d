import type { Call } from '@integration-client/core/application';
import type { Clock } from '@integration-client/core/clock';
import type { Log } from '@integration-client/core/log/open-log';
import { type Observation, observationOf, observationsOf } from '@integration-client/core/notify/incident';
import type { Notifier } from '@integration-client/core/notify/notifier';
import type { Outcome, PreviewReport, Progress, RunReport } from '@integration-client/core/run';
import { leaseOf, runsElsewhere, underLease } from '@integration-client/core/schedule/schedule-lease';
import type { Scheduler } from '@integration-client/core/schedule/scheduler';
import type { Store } from '@integration-client/core/store/store';
import { inject, injectable } from 'tsyringe';
import { Metrics } from '../metrics/metrics.js';
import { HostTokens } from '../tokens.js';
import { RunningWork } from './running-work.js';
import { entry } from './settings.js';
import { type TransferRequest, Transfers } from './transfers.js';

/** Runs schedules, records their runs and tells of their errors. */
@injectable()
export class ScheduleRuns {
  #scheduler: Scheduler | undefined;
  #notifier: Notifier | undefined;

  constructor(
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(HostTokens.Clock) private readonly clock: Clock,
    @inject(HostTokens.Log) private readonly log: Log,
    @inject(Transfers) private readonly transfers: Transfers,
    @inject(RunningWork) private readonly work: RunningWork,
    @inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** Makes this the process that runs the schedules. */
  attach(scheduler: Scheduler, notifier: Notifier): void {
    this.#scheduler = scheduler;
    this.#notifier = notifier;
  }

  /** Whether this process runs the schedules. */
  get isScheduler(): boolean {
    return this.#scheduler !== undefined;
  }

  /** The schedules that the scheduler of this process runs now. */
  get running(): readonly string[] {
    return this.#scheduler?.running() ?? [];
  }

  /** Settings have changed: looks at once what is due, and what there is to tell. */
  wake(): void {
    this.#scheduler?.wake();
    this.#notifier?.wake();
  }

  /** Through the scheduler where there is one, so that a schedule never overlaps itself. */
  async run(name: string, call: Call<Progress>): Promise<RunReport> {
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
      this.metrics.observe(name, report);
      return report;
    } catch (error) {
      if (!call.signal.aborted) seen = [observationOf({ schedule: name }, error)];
      throw error;
    } finally {
      await this.#notifier?.observe(seen);
    }
  }

  /** What a run would deliver; nothing is delivered or remembered. */
  async preview(name: string, call: Call<Progress>): Promise<PreviewReport> {
    const requests = await this.#dueTransfers(name);
    const preview = await this.work.watch(call, (watched) => this.transfers.preview(requests, watched));
    return { schedule: name, ...preview };
  }

  async #execute(name: string, call: Call<Progress>): Promise<RunReport> {
    const requests = await this.#dueTransfers(name);
    const log = this.log.logger(name);
    log.info(`Run of ${requests.length} transfer(s) begins`);
    const run = await this.work.watch(call, (watched) => this.transfers.run(requests, watched));
    const report = { schedule: name, ...run };
    await this.store.recordRun(report);
    log.info(`Run ended: ${report.outcome}`);
    return report;
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
}
