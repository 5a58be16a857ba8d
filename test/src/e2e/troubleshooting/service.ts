import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestHome } from '../../support/test-home.js';
import { icAsOrdinaryUser } from './ordinary-user.js';
import { type Producers, printed, type Workshop } from './workshop.js';

const works = 'exit 0';
const notBooted = `echo "System has not been booted with systemd as init system (PID 1). Can't operate." >&2; exit 1`;

/** A Linux whose `systemctl` answers so, and whose user has such a unit. Nothing of this machine is touched. */
async function machine(home: TestHome, systemctl: string, unitText?: string): Promise<NodeJS.ProcessEnv> {
  const configuration = join(home.directory, 'config');
  const programs = join(home.directory, 'programs');
  await mkdir(programs);
  await writeFile(join(programs, 'systemctl'), `#!/bin/sh\n${systemctl}\n`);
  await chmod(join(programs, 'systemctl'), 0o755);
  const unit = join(configuration, 'systemd', 'user', 'integration-client.service');
  await mkdir(dirname(unit), { recursive: true });
  if (unitText !== undefined) await writeFile(unit, unitText);
  // No other program can be found, whatever goes wrong.
  return { PATH: programs, XDG_CONFIG_HOME: configuration };
}

/** `ic service` on such a machine. */
async function service(
  shop: Workshop,
  systemctl: string,
  parameters: readonly string[],
  unitText?: (home: TestHome) => string,
): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const home = await shop.newHome();
  const { PATH, XDG_CONFIG_HOME } = process.env;
  Object.assign(process.env, await machine(home, systemctl, unitText?.(home)));
  try {
    return printed(await home.ic('service', ...parameters));
  } finally {
    process.env.PATH = PATH;
    if (XDG_CONFIG_HOME === undefined) delete process.env.XDG_CONFIG_HOME;
    else process.env.XDG_CONFIG_HOME = XDG_CONFIG_HOME;
  }
}

/** Messages about the service of the operating system. */
export const serviceMessages: Producers = {
  'The service is not installed: there is no …': (shop) => service(shop, works, ['stop', '--user']),
  'The service is installed already: …': (shop) =>
    service(shop, works, ['install', '--user'], ({ home }) => `ExecStart=ic-host --home ${home}\n`),
  'The service is installed for another home, which … names': (shop) =>
    service(shop, works, ['stop', '--user'], () => 'ExecStart=ic-host --home /somewhere\n'),
  'The home is in …: a service of the machine sees no temporary files and none of users': (shop) =>
    service(shop, works, ['install', '--home', '/home/somebody/ic']),
  'The service cannot be changed: it belongs to root': async (shop) => {
    if (process.platform !== 'linux') return undefined;
    const home = await shop.newHome();
    const environment = await machine(home, works);
    const done = await icAsOrdinaryUser(home, ['service', 'install'], { environment });
    // Where the client itself is below /home or /tmp, that is what is said first.
    return done === undefined || done.stderr.includes('The client is in') ? undefined : printed(done);
  },
  'systemd does not answer on this machine: …': (shop) => service(shop, notBooted, ['install', '--user']),
};
