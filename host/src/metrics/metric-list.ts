const places = ['site', 'destination'] as const;

/** Every metric: what it says, and by what it is told apart. Counters count since ic-host began. */
export const metricList = {
  ic_info: { kind: 'gauge', help: 'Always 1; tells the version.', labels: ['version'] },
  ic_schedule_enabled: { kind: 'gauge', help: 'Whether a schedule is enabled.', labels: ['schedule'] },
  ic_schedule_running: { kind: 'gauge', help: 'Whether a schedule runs now.', labels: ['schedule'] },
  ic_schedule_period_seconds: { kind: 'gauge', help: 'How often a schedule runs.', labels: ['schedule'] },
  ic_schedule_last_run_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the last run that counts began.',
    labels: ['schedule'],
  },
  ic_schedule_next_run_timestamp_seconds: { kind: 'gauge', help: 'When a schedule is due.', labels: ['schedule'] },
  ic_schedule_run_duration_seconds: { kind: 'gauge', help: 'How long the newest run took.', labels: ['schedule'] },
  ic_transfer_last_success_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the newest run began that delivered all that was due. Absent: none has yet.',
    labels: ['schedule', ...places],
  },
  ic_transfer_lag_seconds: {
    kind: 'gauge',
    help: 'How long ago the appliance was asked completely.',
    labels: [...places, 'operation'],
  },
  ic_transfers_running: { kind: 'gauge', help: 'Transfers that run now.', labels: [] },
  ic_transfers_waiting: { kind: 'gauge', help: 'Transfers that wait for others to end.', labels: [] },
  ic_transfer_runs_total: {
    kind: 'counter',
    help: 'Runs of transfers, by how they ended.',
    labels: ['schedule', ...places, 'outcome'],
  },
  ic_items_total: {
    kind: 'counter',
    help: 'Items of runs: delivered, unchanged since, or failed.',
    labels: [...places, 'operation', 'result'],
  },
  ic_bytes_total: { kind: 'counter', help: 'Bytes stored.', labels: [...places, 'operation'] },
  ic_errors_total: { kind: 'counter', help: 'Errors of runs, each kind once a run.', labels: [...places, 'code'] },
  ic_failed_attempts_total: {
    kind: 'counter',
    help: 'Attempts of deliveries that failed, those that went well at last too.',
    labels: [...places, 'code'],
  },
  ic_quarantined_items: {
    kind: 'gauge',
    help: 'Items that were set aside: ic quarantine list.',
    labels: [...places, 'operation'],
  },
  ic_retrying_items: {
    kind: 'gauge',
    help: 'Items that failed and are tried again with the next run.',
    labels: [...places, 'operation'],
  },
  ic_pending_sessions: {
    kind: 'gauge',
    help: 'Sessions that have not ended, or of which something failed.',
    labels: [...places, 'operation'],
  },
  ic_api_requests_total: { kind: 'counter', help: 'Requests of runs to the API of an appliance.', labels: ['site'] },
  ic_api_requests_left: {
    kind: 'gauge',
    help: 'Requests that an API account may send within this hour, of those that were used.',
    labels: ['site'],
  },
  ic_open_incidents: { kind: 'gauge', help: 'Kinds of errors that go on: ic notifications show.', labels: [] },
  ic_untold_incidents: { kind: 'gauge', help: 'Errors that no mail has told of yet.', labels: [] },
  process_resident_memory_bytes: { kind: 'gauge', help: 'Memory of ic-host, without workers.', labels: [] },
  process_cpu_seconds_total: { kind: 'counter', help: 'Processor time of ic-host, without workers.', labels: [] },
  process_start_time_seconds: { kind: 'gauge', help: 'When ic-host began.', labels: [] },
  process_active_resources: { kind: 'gauge', help: 'Sockets, files and timers that ic-host has open.', labels: [] },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

interface MetricDefinition {
  readonly kind: 'gauge' | 'counter';
  readonly help: string;
  readonly labels: readonly string[];
}

/** The name of a metric. */
export type MetricName = keyof typeof metricList;
