import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { Account } from '@integration-client/core/appliance/account';
import { ApplianceClient } from '@integration-client/core/appliance/appliance-client';
import { Http } from '@integration-client/core/appliance/http';
import type { Configuration, SiteSettings } from '@integration-client/core/configuration';
import { type Home, resolveHome } from '@integration-client/core/home';
import type { TransferReport } from '@integration-client/core/run';
import { createSettingsDatabase, openStore } from '@integration-client/core/store/open-store';
import { settingsDatabaseExists } from '@integration-client/core/store/settings-database-exists';
import type { Store } from '@integration-client/core/store/store';
import { systemClock } from '@integration-client/core/system-clock';
import { runTransfer } from '@integration-client/core/transfer/run-transfer';
import filesystem from '@integration-client/plugin-filesystem';
import sqlite from '@integration-client/plugin-sqlite';
import { makeDestination, nodeDisk, type Operation } from '@integration-client/sdk';
import type { Order, Outcome } from './orders.js';
import { stepped, steppedAppliance, steppedDisk } from './seams.js';
import { watchStatements } from './statements.js';
import { type Reach, Steps } from './steps.js';

// A process that does what its parent orders, all parts of the product in one, and kills itself where it is told to.

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
let steps = new Steps(undefined);
const reach: Reach = (step) => steps.reach(step);
const disk = steppedDisk(nodeDisk, reach);

watchStatements(reach);
process.on('disconnect', () => process.exit(0));
process.on('message', async (order: Order) => tell(await obey(order)));
tell('ready');

/** A parent that has gone need not be told. */
function tell(message: Outcome | 'ready'): void {
  process.send?.(message, undefined, undefined, () => {});
}

async function obey(order: Order): Promise<Outcome> {
  steps = new Steps(order.killAt);
  const home = resolveHome(order.home);
  try {
    if (order.configuration !== undefined) await makeHome(home, order.configuration);
    if (order.operations === undefined) return { kind: 'done', steps: steps.count };
    const report = await transfer(home, order.operations);
    return { kind: 'done', steps: steps.count, report };
  } catch (error) {
    return { kind: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function makeHome(home: Home, configuration: Configuration): Promise<void> {
  if (!(await settingsDatabaseExists(home, disk))) await createSettingsDatabase(home, disk);
  const store = await openStore(home, () => new Date(), { disk });
  try {
    await store.configuration.save(configuration, () => []);
  } finally {
    await store.close();
  }
}

async function transfer(home: Home, operations: readonly Operation[]): Promise<TransferReport> {
  const store = await openStore(home, () => new Date(), { disk });
  try {
    const { sites, destinations } = await store.configuration.load();
    const [site, settings] = [sites[0], destinations[0]];
    if (site === undefined || settings === undefined) throw new Error('the settings are not there');
    const state = await store.transferState(site.name, settings.name);
    const product = await state.product();
    const plugin = settings.plugin === 'sqlite' ? sqlite : filesystem;
    const destination = makeDestination(plugin, { ...settings, log: quiet, disk });
    const appliance = await connect(site, store);
    try {
      return await runTransfer(
        {
          site: { name: site.name, host: site.host, ...(product === undefined ? {} : { product }) },
          destination: settings.name,
          operations,
          selection: { kind: 'due' },
        },
        {
          appliance: steppedAppliance(appliance, reach),
          destination: stepped('destination', destination, reach),
          concurrency: plugin.concurrency ?? 1,
          state: stepped('state', state, reach),
          clock: systemClock,
          log: quiet,
          signal: new AbortController().signal,
          onProgress: () => {},
        },
      );
    } finally {
      await destination.close();
      await appliance.close();
    }
  } finally {
    await store.close();
  }
}

async function connect({ host, account, caFile = '' }: SiteSettings, store: Store): Promise<ApplianceClient> {
  if (account.type !== 'api') throw new Error('an API account is needed');
  const http = new Http({ host, ca: await readFile(caFile, 'utf8'), clock: systemClock });
  const kept = {
    load: () => store.keptToken(account.clientId),
    save: (token: Parameters<Store['keepToken']>[1]) => store.keepToken(account.clientId, token),
  };
  const gate = new Account({ http, account, clock: systemClock, kept });
  return new ApplianceClient({ http, gate, clock: systemClock });
}
