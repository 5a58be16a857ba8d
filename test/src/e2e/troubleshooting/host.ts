import { createServer } from 'node:net';
import { resolveHome } from '@integration-client/core/home';
import { settingsFor, type TestHome } from '../../support/test-home.js';
import { until } from '../../support/until.js';
import { icAsOrdinaryUser } from './ordinary-user.js';
import { once, type Producers, printed } from './workshop.js';

interface RunningHost {
  readonly home: TestHome;
  /** What it has printed. */
  output(): string;
}

/** One `ic-host` for all messages: its metrics port is taken, and its schedule hangs at the appliance. */
const host = once(async (shop): Promise<RunningHost> => {
  const home = await shop.newHome();
  const appliance = await shop.newAppliance({});
  appliance.fault({ on: 'report', kind: 'stall' });
  await home.apply(settingsFor(home, appliance, ['sessions']));
  const taken = shop.keep(createServer(), (server) => new Promise((resolve) => server.close(resolve)));
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await home.ic('settings', 'set', 'metricsPort', String(port));
  const program = home.start('ic-host');
  await program.printed('Scheduler started');
  return { home, output: () => program.output };
});

/** Messages about `ic-host`, and of who meets one. */
export const hostMessages: Producers = {
  'Metrics cannot be served at port …': async (shop) => (await host(shop)).output(),
  'A host is running already in …': async (shop) => printed(await (await host(shop)).home.start('ic-host').finished()),
  'A host is running in …': async (shop) => printed(await (await host(shop)).home.ic('settings', 'rotate-key')),
  'The schedule "…" is running already': async (shop) => {
    const { home, output } = await host(shop);
    void home.ic('schedule', 'run', 'Now').catch(() => undefined);
    await until(async () => output().includes('[Now] INFO Run of 1 transfer(s) begins'));
    return printed(await home.ic('schedule', 'run', 'Now'));
  },
  'The socket … or its directory belongs to another user': async (shop) => {
    const { home } = await host(shop);
    const status = await icAsOrdinaryUser(home, ['status'], { foreign: [resolveHome(home.home).socket] });
    return status && printed(status);
  },
};
