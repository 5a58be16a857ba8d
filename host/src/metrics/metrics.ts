import type { Clock } from '@integration-client/core/clock';
import type { RunReport } from '@integration-client/core/run';
import { periodMilliseconds } from '@integration-client/core/schedule/period';
import type { Store } from '@integration-client/core/store/store';
import { inject, injectable } from 'tsyringe';
import { Sites } from '../application/sites.js';
import { Transfers } from '../application/transfers.js';
import { HostTokens } from '../tokens.js';
import { hostVersion } from '../version.js';
import { type MetricName, metricList } from './metric-list.js';
import { RunCounts } from './run-counts.js';

/** A text for a monitoring system. */
export interface RenderedMetrics {
  readonly contentType: string;
  readonly text: string;
}

type Labels = Readonly<Record<string, string>>;
type Set = (name: MetricName, labels: Labels, value: number) => void;

/** Puts together what a monitoring system asks for. What counts as one metric is in {@link metricList}. */
@injectable()
export class Metrics {
  readonly #counts = new RunCounts();

  constructor(
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(HostTokens.Clock) private readonly clock: Clock,
    @inject(Sites) private readonly sites: Sites,
    @inject(Transfers) private readonly transfers: Transfers,
  ) {}

  /** Counts a run of a schedule. */
  observe(schedule: string, report: RunReport): void {
    this.#counts.add(schedule, report);
  }

  /** All metrics in the OpenMetrics format. The library that writes it is loaded with the first call. */
  async render(runningSchedules: readonly string[]): Promise<RenderedMetrics> {
    const { Counter, Gauge, Registry } = await import('prom-client');
    // Made anew each time: what was removed from the settings does not stay.
    const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    const setters = new Map<MetricName, (labels: Labels, value: number) => void>();
    for (const [name, { kind, help, labels: labelNames }] of Object.entries(metricList)) {
      const options = { name, help, labelNames: [...labelNames], registers: [registry] };
      if (kind === 'counter') {
        const counter = new Counter<string>(options);
        setters.set(name as MetricName, (labels, value) => counter.inc(labels, value));
      } else {
        const gauge = new Gauge<string>(options);
        setters.set(name as MetricName, (labels, value) => gauge.set(labels, value));
      }
    }
    const set: Set = (name, labels, value) => setters.get(name)?.(labels, value);
    set('ic_info', { version: hostVersion() }, 1);
    await this.#setSchedules(set, runningSchedules);
    await this.#setTransfers(set);
    this.#setCounts(set);
    await this.#setIncidents(set);
    setProcess(set);
    return { contentType: registry.contentType, text: await registry.metrics() };
  }

  async #setSchedules(set: Set, running: readonly string[]): Promise<void> {
    const { schedules } = await this.store.configuration.load();
    const times = await this.store.allScheduleTimes();
    for (const { name: schedule, enabled, every } of schedules) {
      set('ic_schedule_enabled', { schedule }, enabled ? 1 : 0);
      set('ic_schedule_running', { schedule }, running.includes(schedule) ? 1 : 0);
      set('ic_schedule_period_seconds', { schedule }, periodMilliseconds(every) / 1000);
      const { lastRun, nextRun } = times.get(schedule) ?? {};
      if (lastRun !== undefined) set('ic_schedule_last_run_timestamp_seconds', { schedule }, seconds(lastRun));
      if (enabled && nextRun !== undefined) {
        set('ic_schedule_next_run_timestamp_seconds', { schedule }, seconds(nextRun));
      }
    }
  }

  async #setTransfers(set: Set): Promise<void> {
    const { successes, checkpoints, failed, pending } = await this.store.transferFigures();
    for (const { time, ...labels } of successes) {
      set('ic_transfer_last_success_timestamp_seconds', labels, seconds(time));
    }
    const now = seconds(this.clock.now());
    for (const { asked, ...labels } of checkpoints) {
      set('ic_transfer_lag_seconds', labels, Math.max(0, now - seconds(asked)));
    }
    for (const { quarantined, count, ...labels } of failed) {
      set(quarantined ? 'ic_quarantined_items' : 'ic_retrying_items', labels, count);
    }
    for (const { count, ...labels } of pending) set('ic_pending_sessions', labels, count);
    const { running, waiting } = this.transfers.queue;
    set('ic_transfers_running', {}, running);
    set('ic_transfers_waiting', {}, waiting);
    for (const { site, left } of this.sites.requestsLeft()) set('ic_api_requests_left', { site }, left);
  }

  #setCounts(set: Set): void {
    const { runs, items, bytes, errors, failedAttempts, requests, seconds: durations } = this.#counts;
    for (const { labels, value } of runs) set('ic_transfer_runs_total', labels, value);
    for (const { labels, value } of items) set('ic_items_total', labels, value);
    for (const { labels, value } of bytes) set('ic_bytes_total', labels, value);
    for (const { labels, value } of errors) set('ic_errors_total', labels, value);
    for (const { labels, value } of failedAttempts) set('ic_failed_attempts_total', labels, value);
    for (const { labels, value } of requests) set('ic_api_requests_total', labels, value);
    for (const [schedule, value] of durations) set('ic_schedule_run_duration_seconds', { schedule }, value);
  }

  async #setIncidents(set: Set): Promise<void> {
    const incidents = await this.store.incidents();
    set('ic_open_incidents', {}, incidents.filter(({ recovered }) => recovered === undefined).length);
    set('ic_untold_incidents', {}, incidents.filter(({ mails }) => mails === 0).length);
  }
}

function setProcess(set: Set): void {
  const { user, system } = process.cpuUsage();
  set('process_cpu_seconds_total', {}, (user + system) / 1e6);
  set('process_resident_memory_bytes', {}, process.memoryUsage.rss());
  set('process_start_time_seconds', {}, Math.round(Date.now() / 1000 - process.uptime()));
  set('process_active_resources', {}, process.getActiveResourcesInfo().length);
}

function seconds(time: Date): number {
  return time.getTime() / 1000;
}
