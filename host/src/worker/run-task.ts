import type { AccountGate, Appliance } from '@integration-client/core/appliance/appliance';
import type { Clock } from '@integration-client/core/clock';
import type { PluginDescription } from '@integration-client/core/plugin-description';
import type { TransferJob, TransferParts } from '@integration-client/core/transfer/job';
import { LeasedTurns, type TurnSource } from '@integration-client/core/transfer/leased-turns';
import type { TransferState } from '@integration-client/core/transfer/state';
import type { DeliveryLedger, VerifyJob } from '@integration-client/core/transfer/verify';
import type { Destination, Logger, PluginDefinition } from '@integration-client/sdk';
import { loadPlugin } from '../plugins/load.js';
import type { Channel } from './channel.js';
import { openDestination } from './open-destination.js';
import type { SiteTask, Task, TaskResults, WorkerEvents } from './tasks.js';

/** What a task works with besides its own words. */
export interface Surroundings {
  readonly channel: Channel;
  readonly tell: <Name extends keyof WorkerEvents>(name: Name, value: WorkerEvents[Name]) => void;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** A task whose plugin is loaded, and whose destination, if it has one, is made. */
export interface StartedTask {
  /** Does what the worker was started for. */
  work(): Promise<TaskResults[Task['kind']]>;
  /** Lets go of everything, however the work ended. */
  close(): Promise<void>;
}

/** Loads the plugin of a task and makes its destination. Throws ConfigError and IntegrationError that name the plugin. */
export async function startTask(task: Task, around: Surroundings): Promise<StartedTask> {
  if (task.kind === 'describe') {
    const definition = await loadPlugin(task.pluginPath);
    return { work: async () => describe(definition), close: async () => {} };
  }
  const definition = await loadPlugin(task.destination.pluginPath);
  if (task.kind === 'conformance') {
    const { tryContract } = await import('./conformance.js');
    return { work: () => tryContract(task, definition, around), close: async () => {} };
  }
  const log = logger(task.destination.name, around);
  const destination = openDestination(definition, { ...task.destination, log }, around.signal);
  return {
    work: async () => {
      if (task.kind === 'transfer' || task.kind === 'preview')
        return transfer(task, destination, definition, log, around);
      if (task.kind === 'verify') return verify(task.job, destination, around);
      await destination.check?.(around.signal);
      return undefined;
    },
    close: () => destination.close(),
  };
}

type TransferTask = Extract<Task, { readonly job: TransferJob }>;

async function transfer(
  task: TransferTask,
  destination: Destination,
  definition: PluginDefinition,
  log: Logger,
  { channel, tell, signal, clock }: Surroundings,
): Promise<TaskResults['transfer' | 'preview']> {
  const appliance = task.site === undefined ? undefined : await connect(task.site, task, { channel, clock });
  try {
    const parts: TransferParts = {
      ...(appliance === undefined ? {} : { appliance }),
      destination,
      plugin: definition.name,
      concurrency: definition.concurrency ?? 1,
      state: channel.remote<TransferState>('state'),
      turns: new LeasedTurns(channel.remote<TurnSource>('turns')),
      clock,
      log,
      signal,
      onProgress: (progress) => tell('progress', progress),
    };
    if (task.kind === 'transfer') {
      const { runTransfer } = await import('@integration-client/core/transfer/run-transfer');
      return await runTransfer(task.job, parts);
    }
    const { previewTransfer } = await import('@integration-client/core/transfer/preview-transfer');
    return await previewTransfer(task.job, parts);
  } finally {
    await appliance?.close();
  }
}

async function verify(
  job: VerifyJob,
  destination: Destination,
  { channel, tell, signal, clock }: Surroundings,
): Promise<TaskResults['verify']> {
  const { verifyDeliveries } = await import('@integration-client/core/transfer/verify');
  return verifyDeliveries(job, {
    destination,
    ledger: channel.remote<DeliveryLedger>('ledger'),
    clock,
    signal,
    onProgress: (progress) => tell('progress', progress),
  });
}

async function connect(
  site: SiteTask,
  task: TransferTask,
  { channel, clock }: Pick<Surroundings, 'channel' | 'clock'>,
): Promise<Appliance> {
  const { ApplianceClient } = await import('@integration-client/core/appliance/appliance-client');
  const { Http } = await import('@integration-client/core/appliance/http');
  const { product } = task.job.site;
  return new ApplianceClient({
    http: new Http({ ...site, clock }),
    gate: channel.remote<AccountGate>('gate'),
    clock,
    userAccount: site.userAccount,
    ...(product === undefined ? {} : { product }),
  });
}

function logger(context: string, { tell }: Surroundings): Logger {
  const write = (level: WorkerEvents['log']['level']) => (message: string) => tell('log', { level, context, message });
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function describe({
  apiVersion,
  name,
  displayName,
  operations,
  settings,
  concurrency,
  verifies,
}: PluginDefinition): PluginDescription {
  // Plain data only: a definition may hold anything, and this crosses to another process.
  return JSON.parse(
    JSON.stringify({ apiVersion, name, displayName, operations, settings, concurrency, verifies }),
  ) as PluginDescription;
}
