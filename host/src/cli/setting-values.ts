import { isOperation, type Operation, operations } from '@integration-client/sdk';
import { InvalidArgumentError } from 'commander';
import { parse } from 'yaml';
import { UsageError } from './errors.js';

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The same for types of data. */
export function collectOperation(name: string, before: readonly Operation[] = []): readonly Operation[] {
  if (!isOperation(name)) throw new InvalidArgumentError(`It must be one of ${operations.join(', ')}.`);
  return before.includes(name) ? before : [...before, name];
}

type Group = Record<string, unknown>;

/** Sets a value of a settings tree by its dotted path: `sessions.directory`. */
export function setByPath(settings: Group, path: string, value: unknown): void {
  const { names, last } = parsePath(path);
  let group = settings;
  for (const name of names) {
    const inner = innerGroup(group, name) ?? {};
    group[name] = inner;
    group = inner;
  }
  group[last] = value;
}

/** Takes a value, or a group of values, out of a settings tree. Throws UsageError where it is not there. */
export function removeByPath(settings: Group, path: string): void {
  const { names, last } = parsePath(path);
  let group: Group | undefined = settings;
  for (const name of names) group = group === undefined ? undefined : innerGroup(group, name);
  if (group === undefined || !Object.hasOwn(group, last)) throw new UsageError(`The setting ${path} is not set`);
  delete group[last];
}

function innerGroup(group: Group, name: string): Group | undefined {
  const inner = Object.hasOwn(group, name) ? group[name] : undefined;
  return typeof inner === 'object' && inner !== null ? (inner as Group) : undefined;
}

function parsePath(path: string): { readonly names: readonly string[]; readonly last: string } {
  const names = path.split('.');
  const last = names.pop();
  if (last !== undefined && ![...names, last].some((name) => name === '' || name === '__proto__')) {
    return { names, last };
  }
  throw new UsageError(`"${path}" is not the path of a setting`, 'Write it like sessions.directory.');
}

/** Splits `path=value`; the value is read as in a settings file: `7`, `true`, `"7"`, and everything else as text. */
export function parseAssignment(assignment: string): { readonly path: string; readonly value: unknown } {
  const equals = assignment.indexOf('=');
  if (equals < 1)
    throw new UsageError(`"${assignment}" is not an assignment`, 'Write it like sessions.directory=/archive.');
  return { path: assignment.slice(0, equals), value: parseScalar(assignment.slice(equals + 1)) };
}

function parseScalar(text: string): unknown {
  let value: unknown;
  try {
    value = parse(`- ${text}`, { logLevel: 'error' })[0];
  } catch {
    return text;
  }
  if (typeof value === 'boolean' || typeof value === 'number') return value;
  return typeof value === 'string' && /^(".*"|'.*')$/s.test(text) ? value : text;
}
