import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { Home } from '@integration-client/core/home';
import { resolveHome } from '@integration-client/core/home';
import { toPlainError } from '@integration-client/core/plain-error';
import type { Store } from '@integration-client/core/store/store';
import { ConfigError, type Logger } from '@integration-client/sdk';
import { openHere } from './application/open-application.js';
import { serveControl } from './control/server.js';
import { hostUsage } from './host-usage.js';
import type { Monitored } from './metrics/monitoring.js';
import type { MonitoringServer } from './metrics/serve-monitoring.js';
import { runCommand } from './os-service/machine.js';
import { SystemdNotify } from './os-service/systemd-notify.js';
import { runSchedules } from './run-schedules.js';
import { hostVersion } from './version.js';

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  try {
    const options = {
      home: { type: 'string' },
      json: { type: 'boolean' },
      quiet: { type: 'boolean' },
      version: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    const { values } = parseArgs({ args: argv, options });
    if (values.help) process.stdout.write(hostUsage);
    else if (values.version) process.stdout.write(`${hostVersion()}\n`);
    else await serve(resolveHome(values.home), values.quiet !== true);
    return 0;
  } catch (error) {
    const { stack: _, ...plain } = toPlainError(error);
    const { message, hint } = plain;
    if (argv.includes('--json')) {
      const told = isUsage(error) ? { name: 'UsageError', message, code: 'usage' } : plain;
      process.stdout.write(`${JSON.stringify({ error: told })}\n`);
    }
    process.stderr.write(`ic-host: ${message}\n${hint === undefined ? '' : `  ${hint}\n`}`);
    return isUsage(error) || error instanceof ConfigError ? 2 : 1;
  }
}

function isUsage(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** Runs the schedules until a signal comes. */
async function serve(home: Home, console: boolean): Promise<void> {
  const stopped = onceSignalled();
  const open = await openHere(home, 'service', { console });
  const { application, store, log } = open;
  const hostLog = log.logger('host');
  // What has begun is ended, the last first: what listens would keep the process from ending.
  const ends: (() => Promise<void>)[] = [open.close];
  try {
    // The socket is also the lock: where another host listens on it already, this one stops here.
    const control = await serveControl(application, home, application);
    ends.push(control.close);
    const monitoring = await monitoringOf(application, store, hostLog);
    if (monitoring !== undefined) ends.push(monitoring.close);
    const schedules = await runSchedules(open);
    ends.push(async () => hostLog.info('Scheduler stopped'), schedules.stop);
    const systemd = new SystemdNotify(process.env, runCommand, hostLog);
    await systemd.ready();
    hostLog.info(`${await stopped} received: stopping`);
    await systemd.stopping();
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** Metrics at a port, where one is set. Without it schedules run all the same. */
async function monitoringOf(monitored: Monitored, store: Store, log: Logger): Promise<MonitoringServer | undefined> {
  const { metricsPort } = (await store.configuration.load()).application;
  if (metricsPort === null) return undefined;
  try {
    const { serveMonitoring } = await import('./metrics/serve-monitoring.js');
    const server = await serveMonitoring(monitored, metricsPort);
    log.info(`Metrics and health: http://127.0.0.1:${metricsPort}/metrics, /health/live, /health/ready`);
    return server;
  } catch (error) {
    const { message, hint } = toPlainError(error);
    log.error(`${message}${hint === undefined ? '' : ` (${hint})`}`);
    return undefined;
  }
}

function onceSignalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
}
