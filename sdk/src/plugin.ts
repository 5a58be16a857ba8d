import { completeSchema } from './complete-schema.js';
import type { Destination } from './destination.js';
import type { Operation } from './operation.js';
import type { SettingsSchema } from './settings.js';

/** The version of this contract. A plugin names the one it was written for. */
export const apiVersion = 1;

/** The keyword by which the host knows a package as a plugin. */
export const pluginKeyword = 'integration-client-plugin';

/** A destination's class. Its constructor parameters are injected, each marked with `@inject(Tokens.…)`. */
// biome-ignore lint/suspicious/noExplicitAny: constructor parameters are the plugin's own affair; the container resolves them
export type DestinationClass = new (...parameters: any[]) => Destination;

/** What a plugin is: the default export of its package. */
export interface PluginDefinition {
  /**
   * The contract's version the plugin was written for: 1. A plugin of its own package writes the number: {@link apiVersion}
   * is that of the host it runs in, and would always fit.
   */
  readonly apiVersion: number;
  /** As settings name it: lower case, digits and dashes, `filesystem`. */
  readonly name: string;
  /** As people read it: `File System`. */
  readonly displayName: string;
  /** The types of data it accepts. */
  readonly operations: readonly Operation[];
  /** What people can set for a destination of this plugin. */
  readonly settings: SettingsSchema;
  /** How many deliveries may run side by side to one destination, in one object or in several. Default 1. */
  readonly concurrency?: number;
  /** True: its destinations can compare receipts with what they hold: `verify`, and where possible `locations`. Default false. */
  readonly verifies?: boolean;
  /** Made anew for every transfer, by a container of its own. */
  readonly destination: DestinationClass;
}

/**
 * Declares a plugin. Its result is the default export of the package:
 *
 * ```ts
 * export default definePlugin({ apiVersion: 1, name: 'my-archive', displayName: 'My Archive', operations: ['sessions'],
 *   settings: { type: 'object', properties: {}, additionalProperties: false }, destination: MyArchive });
 * ```
 *
 * In JavaScript the settings may leave out `additionalProperties`, which is always false, and a `title`, which is then the name.
 */
export function definePlugin(definition: PluginDefinition): PluginDefinition {
  return Object.freeze({ ...definition, settings: completeSchema(definition.settings) });
}
