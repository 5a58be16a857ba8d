import type { Operation, SettingsSchema } from '@integration-client/sdk';
import type { Fault } from '../faults.js';
import type { PluginDescription } from '../plugin-description.js';
import type { Problem } from '../run.js';

/**
 * Whether a plugin can be used. `not accepted`: it was put in the directory of plugins by hand; `changed`: its code is not
 * what was accepted; `failed`: it cannot be loaded.
 */
export type PluginState = 'ok' | 'not accepted' | 'changed' | 'failed';

/** A plugin; where it cannot be used, why. */
export interface PluginView {
  /** As settings name it; of a plugin that never described itself the name of its package. */
  readonly name: string;
  readonly displayName: string;
  readonly packageName: string;
  readonly version: string;
  /** The version of the contract that it was written for; absent where it cannot be loaded. */
  readonly apiVersion?: number;
  readonly origin: 'bundled' | 'installed';
  readonly state: PluginState;
  /** The destinations that use it. */
  readonly usedBy: readonly string[];
  readonly operations: readonly Operation[];
  readonly path: string;
  /** SHA-256 of its code, of an installed plugin. */
  readonly hash?: string;
  /** What it was installed from; absent where it was put there by hand. */
  readonly source?: string;
  /** What its destinations can be set to; absent where it cannot be loaded. */
  readonly settings?: SettingsSchema;
  readonly problem?: Problem;
}

/** Which plugin is meant: one that could be installed, or one that is in the directory of plugins already. */
export type PluginChoice =
  | {
      /** The absolute path of a folder or a tarball, or the name of a package as npm takes it: `name`, `name@1.2`. */
      readonly source: string;
    }
  | {
      /** The name of the plugin, or of its package. */
      readonly installed: string;
    };

/** What a plugin is, where it comes from, and whether it can be accepted. Everything that is wrong is named at once. */
export interface PluginInspection {
  readonly packageName: string;
  readonly version: string;
  /** What it would be or was installed from; absent where it was put there by hand. */
  readonly source?: string;
  /** Where it is, or would be. */
  readonly path: string;
  /** SHA-256 over the paths and contents of all its files. */
  readonly hash: string;
  readonly files: number;
  readonly bytes: number;
  /** What it says of itself; absent where it cannot be loaded. */
  readonly plugin?: PluginDescription;
  /** What it replaces, or what of it was accepted before. */
  readonly replaces?: { readonly version: string; readonly hash: string };
  /** Why it cannot be accepted. */
  readonly problems: readonly Problem[];
  /** What does not keep it from being accepted, and is worth knowing. */
  readonly warnings: readonly string[];
  /** What of existing destinations and schedules it does not take. They stay as they are, and cannot be used until changed. */
  readonly misfits: readonly Fault[];
}

/** How far it is with a plugin: "Fetching it with npm". */
export interface PluginStep {
  readonly step: string;
}

/** What is tried of a plugin, and where. */
export interface PluginTestRequest {
  /** The name of a plugin, or the absolute path of a package directory, whose code is then run without being accepted. */
  readonly plugin: string;
  /** Settings of a place for tests. Paths that are required and left out lie in a temporary directory of each case. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One rule of the contract, as it was tried. */
export interface PluginCase {
  /** The rule, as it follows on "The plugin …". */
  readonly name: string;
  readonly outcome: 'running' | 'passed' | 'failed' | 'skipped';
  /** What was seen; why it was skipped. */
  readonly message?: string;
  /** What the author has to do. */
  readonly hint?: string;
  /** Which of how many, from 0. */
  readonly index: number;
  readonly count: number;
}

/** What trying a plugin found. */
export interface PluginTestReport {
  readonly plugin: string;
  readonly version: string;
  readonly path: string;
  readonly ok: boolean;
  readonly cases: readonly PluginCase[];
  /** What could not be tried, and why. */
  readonly notes: readonly string[];
}
