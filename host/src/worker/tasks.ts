import type { SiteProxy } from '@integration-client/core/appliance/proxy';
import type { PluginCase } from '@integration-client/core/application';
import type { PlainError } from '@integration-client/core/plain-error';
import type { PluginDescription } from '@integration-client/core/plugin-description';
import type { Progress, TransferPreview, TransferReport } from '@integration-client/core/run';
import type { TransferJob } from '@integration-client/core/transfer/job';
import type { Verified, VerifyJob } from '@integration-client/core/transfer/verify';

/** A destination as a worker makes it: the plugin's package and the settings, references already resolved. */
export interface DestinationTask {
  readonly name: string;
  /** The plugin's name. */
  readonly plugin: string;
  /** Directory of the plugin's package. */
  readonly pluginPath: string;
  /** As configured, without defaults, secrets in clear. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** How a worker reaches a site; the secret of an API account stays with the parent. */
export interface SiteTask {
  readonly host: string;
  /** PEM text. */
  readonly ca?: string;
  readonly proxy?: SiteProxy;
  readonly userAccount: boolean;
}

/** What a worker process is started for: one thing, then it ends. */
export type Task =
  | {
      readonly kind: 'transfer' | 'preview';
      readonly job: TransferJob;
      readonly destination: DestinationTask;
      readonly site?: SiteTask;
    }
  | { readonly kind: 'check'; readonly destination: DestinationTask }
  | { readonly kind: 'conformance'; readonly destination: DestinationTask; readonly from: number }
  | { readonly kind: 'verify'; readonly destination: DestinationTask; readonly job: VerifyJob }
  | { readonly kind: 'describe'; readonly pluginPath: string };

/** What a worker answers, by task. */
export interface TaskResults {
  transfer: TransferReport;
  preview: TransferPreview;
  check: undefined;
  conformance: undefined;
  verify: Verified;
  describe: PluginDescription;
}

/** What a worker tells on the way. */
export interface WorkerEvents {
  /** Every few seconds, as long as its process is not blocked. */
  alive: null;
  /** Nobody caught it, and the process ends. */
  fatal: PlainError;
  progress: Progress;
  case: PluginCase;
  log: { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly context: string; readonly message: string };
}
