import type { Configuration } from '@integration-client/core/configuration';
import { type Operation, operations, operationTitles } from '@integration-client/sdk';
import { checkFields, type Field, type FieldValues, isChecked } from '../parts/fields.js';

/** Sites, destinations and types of data of which some can be chosen. */
export function choiceFields(
  { sites, destinations }: Configuration,
  offered: readonly Operation[],
  description: string,
): Field[] {
  const named = ({ name }: { readonly name: string }) => ({ value: name, label: name });
  return [
    ...checkFields({ name: 'sites', label: 'Sites', description }, sites.map(named)),
    ...checkFields({ name: 'destinations', label: 'Destinations', description }, destinations.map(named)),
    ...checkFields(
      { name: 'operations', label: 'Types of Data', description },
      offered.map((operation) => ({ value: operation, label: operationTitles[operation] })),
    ),
  ];
}

/** What was chosen; of what nothing was is left out. */
export function chosen(values: FieldValues) {
  const list = (name: string) => values[name] as readonly string[];
  const types = operations.filter((operation) => isChecked(values.operations ?? [], operation));
  return {
    ...(list('sites').length === 0 ? {} : { sites: list('sites') }),
    ...(list('destinations').length === 0 ? {} : { destinations: list('destinations') }),
    ...(types.length === 0 ? {} : { operations: types }),
  };
}
