import type { TransferSettings } from '@integration-client/core/configuration';
import { type Operation, operations, operationTitles } from '@integration-client/sdk';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { usePlugins } from '../data/use-plugins.js';
import { type Choice, checkFields, type Field, type FieldValues, isChecked, type Step } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import { Loading } from '../parts/loading.js';
import { takenOperations } from './taken-operations.js';

/** One transfer of a schedule: source, destination, and the types of data. It is saved with its schedule. */
export function TransferForm(props: {
  readonly transfer: TransferSettings | undefined;
  readonly keep: (transfer: TransferSettings) => void;
}) {
  const { transfer, keep } = props;
  const title = `Schedule Configuration > ${transfer === undefined ? 'New Transfer' : 'Transfer'}`;
  const { value: configuration, error } = usePoll(useClient().configuration);
  const { value: plugins, error: noPlugins } = usePlugins();
  if (configuration === undefined || (plugins ?? noPlugins) === undefined)
    return <Loading title={title} error={error} />;
  const { sites, destinations } = configuration;
  const initial: FieldValues = {
    site: transfer?.site ?? sites[0]?.name ?? '',
    destination: transfer?.destination ?? destinations[0]?.name ?? '',
    operations: transfer?.operations ?? [],
  };
  const steps = (values: FieldValues): Step[] => {
    const destination = destinations.find(({ name }) => name === values.destination);
    const plugin = plugins?.find(({ name, settings }) => name === destination?.plugin && settings !== undefined);
    // Without its plugin everything is offered, and the check of the settings says what does not fit.
    const taken = destination && plugin ? takenOperations(destination, plugin) : operations;
    return [{ fields: transferFields(sites.map(choice), destinations.map(choice), taken) }];
  };
  return (
    <Form
      title={title}
      steps={steps}
      initial={initial}
      isChanged={transfer === undefined}
      save={(values) =>
        keep({
          site: String(values.site),
          destination: String(values.destination),
          operations: operations.filter((operation) => isChecked(values.operations ?? [], operation)),
        })
      }
    />
  );
}

function transferFields(
  sites: readonly Choice[],
  destinations: readonly Choice[],
  taken: readonly Operation[],
): Field[] {
  return [
    { kind: 'choice', name: 'site', label: 'Choose Site', choices: sites, description: 'Where data comes from.' },
    {
      kind: 'choice',
      name: 'destination',
      label: 'Destination',
      choices: destinations,
      description: 'Where data goes to.',
    },
    ...(taken.length === 0 ? [noTypes] : typeFields(taken)),
  ];
}

/** In place of types of data, where the destination has settings for none. */
const noTypes: Field = {
  kind: 'fact',
  name: 'operations',
  label: 'Types of Data',
  text: { text: 'none', tone: 'warning' },
  description: 'This destination has settings for no type of data: check some in Setup > Plugin Configuration.',
};

function typeFields(taken: readonly Operation[]): Field[] {
  return checkFields(
    {
      name: 'operations',
      label: 'Types of Data',
      description: 'Space checks and unchecks. What the destination does not take is not offered.',
    },
    taken.map((operation) => ({ value: operation, label: operationTitles[operation] })),
  );
}

function choice({ name }: { readonly name: string }): Choice {
  return { value: name, label: name };
}
