import { isOperation, type Operation } from '@integration-client/sdk';
import type { Configuration } from '../configuration.js';
import type { PluginDescription } from '../plugin-description.js';
import { fault } from './check-entries.js';
import { type EntryKind, type Loose, looseGroup, looseList } from './document.js';
import { suggestion } from './nearest.js';
import type { DataFault } from './validate.js';

/** A destination as transfers need it. */
interface Target {
  readonly name: string;
  readonly plugin: PluginDescription;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Checks that what schedules move exists and fits: those of the document, and those that are there already and move to a
 * destination that the document changes.
 */
export function checkTransfers(
  document: Loose,
  current: Configuration,
  plugins: readonly PluginDescription[],
): DataFault[] {
  const sites = namesOf('sites', document, current);
  const destinations = namesOf('destinations', document, current);
  const target = (name: unknown) => findTarget(name, document, current, plugins);

  const written = looseList(document.schedules).flatMap((schedule, index) => {
    const seen = new Set<string>();
    return looseList(schedule.transfers).flatMap((transfer, number) => {
      const path = ['schedules', index, 'transfers', number] as const;
      const pair = JSON.stringify([transfer.site, transfer.destination]);
      const twice = seen.has(pair);
      seen.add(pair);
      const to = target(transfer.destination);
      return [
        ...(twice ? [fault(path, 'the schedule has a transfer from this site to this destination already')] : []),
        ...checkName('site', transfer.site, sites, [...path, 'site']),
        ...checkName('destination', transfer.destination, destinations, [...path, 'destination']),
        ...operationsOf(transfer).flatMap(({ operation, place }) =>
          misfits(operation, to).map((message) => fault([...path, 'operations', place], message)),
        ),
      ];
    });
  });
  return [...written, ...checkKeptSchedules(document, current, target)];
}

function checkKeptSchedules(
  document: Loose,
  current: Configuration,
  target: (name: unknown) => Target | undefined,
): DataFault[] {
  const replaced = new Set(looseList(document.schedules).map((schedule) => schedule.name));
  const kept = current.schedules.filter((schedule) => !replaced.has(schedule.name));
  return looseList(document.destinations).flatMap(({ name }, index) =>
    kept.flatMap((schedule) =>
      schedule.transfers
        .filter((transfer) => transfer.destination === name)
        .flatMap((transfer) => transfer.operations)
        .flatMap((operation) => misfits(operation, target(name)))
        .map((message) => fault(['destinations', index], `the schedule ${schedule.name} cannot use it: ${message}`)),
    ),
  );
}

/** Why a destination cannot take an operation; nothing where it can, or where there is no such destination. */
export function misfits(operation: Operation, target: Target | undefined): string[] {
  if (target === undefined) return [];
  const { name, plugin, settings } = target;
  if (!plugin.operations.includes(operation)) {
    return [`${plugin.displayName} (${name}) does not accept ${operation}; it accepts ${plugin.operations.join(', ')}`];
  }
  const hasGroup = plugin.settings.properties[operation]?.type === 'object';
  return hasGroup && settings[operation] === undefined
    ? [`the destination ${name} has no settings for ${operation}; add ${operation} to its settings`]
    : [];
}

function checkName(kind: string, name: unknown, known: readonly string[], path: DataFault['path']): DataFault[] {
  if (typeof name !== 'string' || known.includes(name)) return [];
  return [fault(path, `unknown ${kind}; ${suggestion(name, known)}`)];
}

function namesOf(kind: EntryKind, document: Loose, current: Configuration): string[] {
  const names = [...looseList(document[kind]), ...current[kind]].map((entry) => entry.name);
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

function findTarget(
  name: unknown,
  document: Loose,
  current: Configuration,
  plugins: readonly PluginDescription[],
): Target | undefined {
  if (typeof name !== 'string') return undefined;
  const named = (destination: { readonly name?: unknown }) => destination.name === name;
  const destination: Loose | undefined =
    looseList(document.destinations).find(named) ??
    current.destinations.map((entry): Loose => ({ ...entry })).find(named);
  const plugin = plugins.find((other) => other.name === destination?.plugin);
  return plugin && { name, plugin, settings: looseGroup(destination?.settings) };
}

function operationsOf(transfer: Loose): { readonly operation: Operation; readonly place: number }[] {
  if (!Array.isArray(transfer.operations)) return [];
  return transfer.operations.flatMap((operation: unknown, place) =>
    typeof operation === 'string' && isOperation(operation) ? [{ operation, place }] : [],
  );
}
