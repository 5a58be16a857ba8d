import type { AccountGate, Appliance } from '@integration-client/core/appliance/appliance';
import { withDefaults } from '@integration-client/core/configuration-file/defaults';
import type { PluginDescription } from '@integration-client/core/plugin-description';
import { systemClock } from '@integration-client/core/system-clock';
import { LeasedTurns, type TurnSource } from '@integration-client/core/transfer/leased-turns';
import type { TransferState } from '@integration-client/core/transfer/state';
import type { DeliveryLedger, VerifyJob } from '@integration-client/core/transfer/verify';
import { type Destination, type Logger, nodeDisk, type PluginDefinition, Tokens } from '@integration-client/sdk';
import { container as root } from 'tsyringe';
import { loadPlugin } from '../plugins/load.js';
import type { Channel } from './channel.js';
import type { DestinationTask, SiteTask, Task, TaskResults, WorkerEvents } from './tasks.js';

/** What a task works with besides its own words. */
interface Surroundings {
  readonly channel: Channel;
  readonly tell: <Name extends keyof WorkerEvents>(name: Name, value: WorkerEvents[Name]) => void;
  readonly signal: AbortSignal;
}

/** Does what the worker was started for. */
export async function runTask(task: Task, around: Surroundings): Promise<TaskResults[Task['kind']]> {
  if (task.kind === 'describe') return describe(await loadPlugin(task.pluginPath));
  const definition = await loadPlugin(task.destination.pluginPath);
  const log = logger(task.destination.name, around);
  const destination = makeDestination(definition, task.destination, log);
  try {
    if (task.kind === 'transfer') return await transfer(task, destination, definition, log, around);
    if (task.kind === 'verify') return await verify(task.job, destination, around);
    await destination.check?.(around.signal);
    return undefined;
  } finally {
    await destination.close();
  }
}

async function transfer(
  task: Extract<Task, { kind: 'transfer' }>,
  destination: Destination,
  definition: PluginDefinition,
  log: Logger,
  { channel, tell, signal }: Surroundings,
): Promise<TaskResults['transfer']> {
  const { runTransfer } = await import('@integration-client/core/transfer/run-transfer');
  const appliance = task.site === undefined ? undefined : await connect(task.site, task, channel);
  try {
    return await runTransfer(task.job, {
      ...(appliance === undefined ? {} : { appliance }),
      destination,
      concurrency: definition.concurrency ?? 1,
      state: channel.remote<TransferState>('state'),
      turns: new LeasedTurns(channel.remote<TurnSource>('turns')),
      clock: systemClock,
      log,
      signal,
      onProgress: (progress) => tell('progress', progress),
    });
  } finally {
    await appliance?.close();
  }
}

async function verify(
  job: VerifyJob,
  destination: Destination,
  { channel, tell, signal }: Surroundings,
): Promise<TaskResults['verify']> {
  const { verifyDeliveries } = await import('@integration-client/core/transfer/verify');
  return verifyDeliveries(job, {
    destination,
    ledger: channel.remote<DeliveryLedger>('ledger'),
    clock: systemClock,
    signal,
    onProgress: (progress) => tell('progress', progress),
  });
}

async function connect(
  site: SiteTask,
  task: Extract<Task, { kind: 'transfer' }>,
  channel: Channel,
): Promise<Appliance> {
  const { ApplianceClient } = await import('@integration-client/core/appliance/appliance-client');
  const { Http } = await import('@integration-client/core/appliance/http');
  const { product } = task.job.site;
  return new ApplianceClient({
    http: new Http({ host: site.host, ...(site.ca === undefined ? {} : { ca: site.ca }), clock: systemClock }),
    gate: channel.remote<AccountGate>('gate'),
    clock: systemClock,
    userAccount: site.userAccount,
    ...(product === undefined ? {} : { product }),
  });
}

/** Each destination gets a container of its own: what one plugin registers, no other sees. */
function makeDestination(definition: PluginDefinition, task: DestinationTask, log: Logger): Destination {
  const container = root.createChildContainer();
  container.register(Tokens.Settings, { useValue: withDefaults(definition.settings, task.settings) });
  container.register(Tokens.DestinationName, { useValue: task.name });
  container.register(Tokens.Logger, { useValue: log });
  container.register(Tokens.Disk, { useValue: nodeDisk });
  return container.resolve(definition.destination);
}

function logger(context: string, { tell }: Surroundings): Logger {
  const write = (level: WorkerEvents['log']['level']) => (message: string) => tell('log', { level, context, message });
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function describe({
  name,
  displayName,
  operations,
  settings,
  concurrency,
  verifies,
}: PluginDefinition): PluginDescription {
  // Plain data only: a definition may hold anything, and this crosses to another process.
  return JSON.parse(
    JSON.stringify({ name, displayName, operations, settings, concurrency, verifies }),
  ) as PluginDescription;
}
