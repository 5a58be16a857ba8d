import type { TransferSettings } from '@integration-client/core/configuration';
import { type Operation, operations, operationTitles } from '@integration-client/sdk';
import { useEffect, useState } from 'react';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { type Choice, checkFields, type Field, type FieldValues, isChecked, type Step } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import { Loading } from '../parts/loading.js';

/** One transfer of a schedule: source, destination, and the types of data. It is saved with its schedule. */
export function TransferForm(props: {
  readonly transfer: TransferSettings | undefined;
  readonly keep: (transfer: TransferSettings) => void;
}) {
  const { transfer, keep } = props;
  const title = `Schedule Configuration > ${transfer === undefined ? 'New Transfer' : 'Transfer'}`;
  const { value: configuration, error } = usePoll(useClient().configuration);
  const taken = useTakenOperations();
  if (configuration === undefined || taken === undefined) return <Loading title={title} error={error} />;
  const { sites, destinations } = configuration;
  const initial: FieldValues = {
    site: transfer?.site ?? sites[0]?.name ?? '',
    destination: transfer?.destination ?? destinations[0]?.name ?? '',
    operations: transfer?.operations ?? [],
  };
  const steps = (values: FieldValues): Step[] => {
    const plugin = destinations.find(({ name }) => name === values.destination)?.plugin;
    return [{ fields: transferFields(sites.map(choice), destinations.map(choice), taken(plugin)) }];
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
    ...checkFields(
      {
        name: 'operations',
        label: 'Types of Data',
        description: 'Space checks and unchecks. What the destination does not take is not offered.',
      },
      taken.map((operation) => ({ value: operation, label: operationTitles[operation] })),
    ),
  ];
}

function choice({ name }: { readonly name: string }): Choice {
  return { value: name, label: name };
}

/** Which types of data each plugin takes; undefined until that was read. */
function useTakenOperations(): ((plugin: string | undefined) => readonly Operation[]) | undefined {
  const client = useClient();
  const [byPlugin, setByPlugin] = useState<ReadonlyMap<string, readonly Operation[]>>();
  useEffect(() => {
    let isGone = false;
    client
      .ask((application) => application.plugins({}))
      .then((plugins) => new Map(plugins.map(({ name, operations: taken }) => [name, taken])))
      // Then everything is offered, and the check of the settings says what does not fit.
      .catch(() => new Map<string, readonly Operation[]>())
      .then((found) => {
        if (!isGone) setByPlugin(found);
      });
    return () => {
      isGone = true;
    };
  }, [client]);
  return byPlugin === undefined ? undefined : (plugin) => byPlugin.get(plugin ?? '') ?? operations;
}
