import type {
  SchedulerService,
  ServiceChange,
  ServiceReport,
  ServiceScope,
} from '@integration-client/core/scheduler-service';
import { IntegrationError } from '@integration-client/sdk';
import { useCallback, useEffect, useState } from 'react';
import type { Backend } from '../backend.js';
import { useClient } from './client.js';
import { usePoll } from './poll.js';

/** What can be done with a service. */
export type ServiceAction = ServiceChange['action'];

/** The service of the machine, or of the user: how it is, and what keeps each action from being done now. */
export interface ServiceView {
  readonly scope: ServiceScope;
  /** How it is; or why that cannot be said. */
  readonly report: ServiceReport | Error;
  readonly hindrances: Readonly<Record<ServiceAction, Error | undefined>>;
}

/** A change as it is without any of its options. */
export function plainChange(action: ServiceAction, scope: ServiceScope): ServiceChange {
  return action === 'install' ? { action, scope, writable: [], credentials: [] } : { action, scope };
}

/** The services there are on this machine; read again where the scheduler started or ended. Undefined until they were read. */
export function useServices(): { readonly services: readonly ServiceView[] | undefined; readonly again: () => void } {
  const client = useClient();
  const [services, setServices] = useState<readonly ServiceView[]>();
  const [count, setCount] = useState(0);
  const scheduler = usePoll(client.status).value?.scheduler;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed says that there is something new
  useEffect(() => {
    let isGone = false;
    void readServices(client.backend).then((found) => {
      if (!isGone) setServices(found);
    });
    return () => {
      isGone = true;
    };
  }, [client, scheduler, count]);
  const again = useCallback(() => setCount((before) => before + 1), []);
  return { services, again };
}

async function readServices(backend: Backend): Promise<readonly ServiceView[]> {
  const service = await backend.service();
  const found = await Promise.all((['system', 'user'] as const).map((scope) => readService(service, scope)));
  return found.filter(({ report }) => !(report instanceof IntegrationError && report.code === 'service-scope'));
}

async function readService(service: SchedulerService, scope: ServiceScope): Promise<ServiceView> {
  const hindrance = (action: ServiceAction): Promise<Error | undefined> =>
    service.check(plainChange(action, scope)).then(
      () => undefined,
      (error: Error) => error,
    );
  const [report, install, uninstall, start, stop] = await Promise.all([
    service.status(scope).catch((error: Error) => error),
    hindrance('install'),
    hindrance('uninstall'),
    hindrance('start'),
    hindrance('stop'),
  ]);
  return { scope, report, hindrances: { install, uninstall, start, stop } };
}
