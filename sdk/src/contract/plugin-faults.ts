import { isOperation } from '../operation.js';
import { apiVersion } from '../plugin.js';
import { settingsSchemaFaults } from './settings-schema-faults.js';

/**
 * Everything in which the default export of a plugin does not keep the form of the contract; nothing when it does. The host
 * refuses a plugin that has any, and the conformance suite finds them before.
 */
export function pluginFaults(definition: unknown): readonly string[] {
  if (definition === undefined) return ['it has no default export'];
  if (!isRecord(definition)) return ['its default export is not what definePlugin answers'];
  const { name, displayName, concurrency = 1 } = definition;
  const faults: string[] = [];
  if (definition.apiVersion !== apiVersion) {
    faults.push(
      `it is written for version ${String(definition.apiVersion)} of the contract, and this host has ${apiVersion}`,
    );
  }
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
    faults.push('its name must be lower case letters, digits and dashes, 64 at most');
  }
  if (typeof displayName !== 'string' || displayName.trim() === '') faults.push('it has no displayName');
  faults.push(...operationFaults(definition.operations));
  faults.push(...settingsSchemaFaults(definition.settings).map((fault) => `its settings cannot be used: ${fault}`));
  if (!(Number.isSafeInteger(concurrency) && Number(concurrency) >= 1)) {
    faults.push('its concurrency must be a whole number from 1');
  }
  // Its methods may be made by its constructor: they are looked at when one is made.
  if (typeof definition.destination !== 'function') faults.push('its destination must be a class');
  return faults;
}

function operationFaults(operations: unknown): readonly string[] {
  if (!Array.isArray(operations) || operations.length === 0) {
    return ['its operations must be a list of known operations'];
  }
  const unknown = operations.filter((each) => typeof each !== 'string' || !isOperation(each));
  return [
    ...unknown.map((each) => `it takes an operation that is not known: ${String(each)}`),
    ...(new Set(operations).size === operations.length ? [] : ['its operations have one of them twice']),
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
