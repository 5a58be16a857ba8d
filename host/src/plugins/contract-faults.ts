import { apiVersion, isOperation } from '@integration-client/sdk';

/** Everything in which the default export of a plugin does not keep the contract. */
export function contractFaults(definition: unknown): string[] {
  if (definition === undefined) return ['it has no default export'];
  if (!isRecord(definition)) return ['its default export is not what definePlugin answers'];
  const { operations, name, settings, concurrency = 1 } = definition;
  const faults: string[] = [];
  if (definition.apiVersion !== apiVersion) {
    faults.push(
      `it is written for version ${String(definition.apiVersion)} of the contract, and this host has ${apiVersion}`,
    );
  }
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
    faults.push('its name must be lower case letters, digits and dashes, 64 at most');
  }
  if (typeof definition.displayName !== 'string' || definition.displayName === '') faults.push('it has no displayName');
  faults.push(...operationFaults(operations));
  if (!isRecord(settings) || settings.type !== 'object' || !isRecord(settings.properties)) {
    faults.push('its settings must be a JSON Schema of type object');
  }
  if (!(Number.isSafeInteger(concurrency) && Number(concurrency) >= 1)) {
    faults.push('its concurrency must be a whole number from 1');
  }
  // Its methods may be made by its constructor: they are looked at when one is made.
  if (typeof definition.destination !== 'function') faults.push('its destination must be a class');
  return faults;
}

function operationFaults(operations: unknown): string[] {
  if (!Array.isArray(operations) || operations.length === 0)
    return ['its operations must be a list of known operations'];
  return operations
    .filter((each) => typeof each !== 'string' || !isOperation(each))
    .map((each) => `it takes an operation that is not known: ${String(each)}`);
}

/** The methods that a destination lacks. */
export function destinationFaults(destination: unknown, verifies: boolean): string[] {
  const required = ['deliver', 'close', ...(verifies ? ['verify'] : [])];
  const has = (name: string) => isRecord(destination) && typeof destination[name] === 'function';
  return required.filter((name) => !has(name)).map((name) => `its destination has no method ${name}()`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
