import 'reflect-metadata';
import type { Clock } from '@integration-client/core/clock';
import type { Home } from '@integration-client/core/home';
import type { Log } from '@integration-client/core/log/open-log';
import type { Store } from '@integration-client/core/store/store';
import type { Disk } from '@integration-client/sdk';
import { type DependencyContainer, Lifecycle, container as root } from 'tsyringe';
import { Backfill } from './application/backfill.js';
import { Bundle } from './application/bundle.js';
import { HostApplication } from './application/host-application.js';
import { Notifications } from './application/notifications.js';
import { PluginTests } from './application/plugin-test.js';
import { RunningWork } from './application/running-work.js';
import { ScheduleRuns } from './application/schedule-runs.js';
import { SettingsEditor } from './application/settings.js';
import { Sites } from './application/sites.js';
import { Transfers } from './application/transfers.js';
import { Verification } from './application/verification.js';
import { KnownSecrets } from './known-secrets.js';
import type { LogPlace } from './log-place.js';
import { Metrics } from './metrics/metrics.js';
import { OsService } from './os-service/os-service.js';
import { PluginCatalog } from './plugins/catalog.js';
import { PluginInstaller } from './plugins/plugin-installer.js';
import { HostTokens } from './tokens.js';
import type { RunTask } from './worker/supervisor.js';

/** What only the entry point knows. */
export interface HostParts {
  readonly home: Home;
  readonly store: Store;
  readonly clock: Clock;
  readonly disk: Disk;
  readonly log: Log;
  readonly logPlace: LogPlace;
  readonly secrets: KnownSecrets;
  readonly runTask: RunTask;
}

/** The one composition root: everything of the host is put together here. */
export function composeHost(parts: HostParts): DependencyContainer {
  const container = root.createChildContainer();
  container.register(HostTokens.Home, { useValue: parts.home });
  container.register(HostTokens.Store, { useValue: parts.store });
  container.register(HostTokens.Clock, { useValue: parts.clock });
  container.register(HostTokens.Disk, { useValue: parts.disk });
  container.register(HostTokens.Log, { useValue: parts.log });
  container.register(HostTokens.LogPlace, { useValue: parts.logPlace });
  container.register(HostTokens.RunTask, { useValue: parts.runTask });
  container.register(HostTokens.Service, { useValue: new OsService(parts.home) });
  container.register(KnownSecrets, { useValue: parts.secrets });
  const shared = { lifecycle: Lifecycle.ContainerScoped };
  container.register(PluginCatalog, { useClass: PluginCatalog }, shared);
  container.register(PluginInstaller, { useClass: PluginInstaller }, shared);
  container.register(Sites, { useClass: Sites }, shared);
  container.register(Transfers, { useClass: Transfers }, shared);
  container.register(RunningWork, { useClass: RunningWork }, shared);
  container.register(ScheduleRuns, { useClass: ScheduleRuns }, shared);
  container.register(Bundle, { useClass: Bundle }, shared);
  container.register(Backfill, { useClass: Backfill }, shared);
  container.register(Verification, { useClass: Verification }, shared);
  container.register(PluginTests, { useClass: PluginTests }, shared);
  container.register(Notifications, { useClass: Notifications }, shared);
  container.register(SettingsEditor, { useClass: SettingsEditor }, shared);
  container.register(Metrics, { useClass: Metrics }, shared);
  container.register(HostApplication, { useClass: HostApplication }, shared);
  return container;
}
