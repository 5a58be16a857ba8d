import type { Home } from '@integration-client/core/home';
import { resolveHome } from '@integration-client/core/home';
import type { ServiceChange } from '@integration-client/core/scheduler-service';
import { OsService } from '@integration-client/host/os-service/os-service';
import type { FakeMachine } from './fake-machine.js';

/** Where nothing is, so that no host answers there. */
export const linuxHome = resolveHome('/var/lib/never-there/integration-client');

/** The service on a machine in memory, with settings that name an archive. */
export function serviceOn(machine: FakeMachine, home: Home = linuxHome): OsService {
  return new OsService(home, machine, async () => ({
    stores: [{ destination: 'Archive', path: '/archive/sessions' }],
  }));
}

export const installSystem = { action: 'install', scope: 'system', writable: [], credentials: [] } as const;
export const installUser = { ...installSystem, scope: 'user' } as const satisfies ServiceChange;
