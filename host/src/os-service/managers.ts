import type { ServiceScope } from '@integration-client/core/scheduler-service';
import { ConfigError, UnreachableError } from '@integration-client/sdk';
import { Launchd } from './launchd.js';
import type { Machine } from './machine.js';
import type { ServiceManager } from './service-manager.js';
import { Systemd } from './systemd.js';
import { Winsw } from './winsw.js';

/** The service manager of a platform. Throws `service-manager-missing` for other platforms, `service-scope` for users on Windows. */
export function managerFor(machine: Machine, scope: ServiceScope): ServiceManager {
  const manager = managersOf(machine).find((candidate) => candidate.scope === scope);
  if (manager !== undefined) return manager;
  if (machine.platform === 'win32') {
    throw new ConfigError('Windows has no services of users', {
      code: 'service-scope',
      hint: 'Leave --user out, and run it in a terminal that was opened as administrator.',
    });
  }
  throw new UnreachableError(`There is no service manager for ${machine.platform}`, {
    code: 'service-manager-missing',
    hint: 'Have whatever starts programs here start ic-host, and stop it with SIGTERM.',
  });
}

/** All service managers of a platform; none where it has no known one. */
export function managersOf(machine: Machine): ServiceManager[] {
  if (machine.platform === 'linux') return [new Systemd(machine, 'system'), new Systemd(machine, 'user')];
  if (machine.platform === 'darwin') return [new Launchd(machine, 'system'), new Launchd(machine, 'user')];
  return machine.platform === 'win32' ? [new Winsw(machine)] : [];
}
