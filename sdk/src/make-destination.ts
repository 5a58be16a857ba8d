import { container as root } from 'tsyringe';
import type { Destination } from './destination.js';
import type { Disk } from './disk.js';
import type { Logger } from './logger.js';
import { nodeDisk } from './node-disk.js';
import type { PluginDefinition } from './plugin.js';
import type { SettingProperty, SettingsSchema } from './settings.js';
import { Tokens } from './tokens.js';

type Settings = Readonly<Record<string, unknown>>;

/** What a destination is made with. */
export interface DestinationParts {
  /** As configured, without defaults; secrets in clear. */
  readonly settings: Settings;
  /** The name people gave the destination. */
  readonly name: string;
  readonly log: Logger;
  /** Default: the disk of this machine. */
  readonly disk?: Disk;
}

/**
 * Makes a destination as the host does: defaults filled in, the constructor's parameters injected from a container of its
 * own, so that no plugin sees what another registers. Throws what the constructor throws.
 */
export function makeDestination(plugin: PluginDefinition, parts: DestinationParts): Destination {
  const container = root.createChildContainer();
  container.register(Tokens.Settings, { useValue: withDefaults(plugin.settings, parts.settings) });
  container.register(Tokens.DestinationName, { useValue: parts.name });
  container.register(Tokens.Logger, { useValue: parts.log });
  container.register(Tokens.Disk, { useValue: parts.disk ?? nodeDisk });
  try {
    return container.resolve(plugin.destination);
  } catch (error) {
    const { name, length } = plugin.destination;
    const isUnmarked = error instanceof Error && error.message === `TypeInfo not known for "${name}"`;
    if (!isUnmarked) throw error;
    throw new Error(
      `nothing says what its ${length} ${length === 1 ? 'parameter is' : 'parameters are'}: mark each with ` +
        `@inject(Tokens.…) and the class with @injectable(), or in JavaScript, after the class and in this order, ` +
        `inject(Tokens.Settings)(${name}, undefined, 0) for each, then injectable()(${name})`,
      { cause: error },
    );
  }
}

/** A plugin's settings with its defaults where nothing is given; in groups only where the group is. */
export function withDefaults(schema: SettingsSchema, settings: Settings): Settings {
  return filled(schema.properties, settings);
}

function filled(properties: Readonly<Record<string, SettingProperty>>, settings: Settings): Settings {
  const result: Record<string, unknown> = { ...settings };
  for (const [name, property] of Object.entries(properties)) {
    const value = settings[name];
    if (property.type === 'object') {
      if (typeof value === 'object' && value !== null) result[name] = filled(property.properties, value as Settings);
    } else if (value === undefined && property.default !== undefined) {
      result[name] = property.default;
    }
  }
  return result;
}
