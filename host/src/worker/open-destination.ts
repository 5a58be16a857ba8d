import {
  type Destination,
  type DestinationParts,
  IntegrationError,
  makeDestination,
  type PluginDefinition,
} from '@integration-client/sdk';
import { destinationFaults } from '../plugins/destination-faults.js';
import { contractBroken } from '../plugins/load.js';

/**
 * Makes a destination whose errors say which plugin they are of: what is none of the sdk's becomes IntegrationError
 * `plugin-defect`. Throws ConfigError `plugin-contract` where it lacks a method.
 */
export function openDestination(plugin: PluginDefinition, parts: DestinationParts, signal: AbortSignal): Destination {
  const { name } = plugin;
  const made = inPlugin(name, 'its constructor', () => makeDestination(plugin, parts));
  const faults = destinationFaults(made, plugin.verifies === true);
  if (faults.length > 0) throw contractBroken(`The plugin ${name}`, faults);
  return named(name, made, signal);
}

function named(plugin: string, made: Destination, stop: AbortSignal): Destination {
  const calling = async <T>(method: string, call: () => Promise<T>, signal = stop): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw signal.aborted ? error : defect(plugin, `${method}()`, error);
    }
  };
  const { check, deliverMany, nameOf, verify, locations } = made;
  return {
    ...(check && { check: (signal) => calling('check', () => check.call(made, signal), signal) }),
    deliver: (item, signal) => calling('deliver', () => made.deliver(item, signal), signal),
    ...(deliverMany && {
      deliverMany: (items, signal) => calling('deliverMany', () => deliverMany.call(made, items, signal), signal),
    }),
    ...(nameOf && { nameOf: (item) => inPlugin(plugin, 'nameOf()', () => nameOf.call(made, item)) }),
    ...(verify && {
      verify: (deliveries, signal) => calling('verify', () => verify.call(made, deliveries, signal), signal),
    }),
    ...(locations && {
      async *locations(signal) {
        try {
          yield* locations.call(made, signal);
        } catch (error) {
          throw signal.aborted ? error : defect(plugin, 'locations()', error);
        }
      },
    }),
    close: () => calling('close', () => made.close()),
  };
}

function inPlugin<T>(plugin: string, where: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw defect(plugin, where, error);
  }
}

/** The sdk's own errors say all that there is to say. */
function defect(plugin: string, where: string, error: unknown): unknown {
  if (error instanceof IntegrationError) return error;
  return new IntegrationError(`The plugin ${plugin} failed in ${where}: ${textOf(error)}`, {
    code: 'plugin-defect',
    hint: 'This is a defect of the plugin: report it to its author, with the log.',
    cause: error,
  });
}

/** What is thrown need not be an error, nor anything that can become a text. */
function textOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return 'it threw what cannot be shown';
  }
}
