import type { PluginView } from '@integration-client/core/application';
import type { DestinationSettings } from '@integration-client/core/configuration';
import { ConfigError, operationTitles, type SettingsSchema } from '@integration-client/sdk';
import { useClient } from '../data/client.js';
import { useEntry } from '../data/use-entry.js';
import { usePlugins } from '../data/use-plugins.js';
import { useNavigation } from '../navigation.js';
import { checkFields, type Field, type FieldValues, type Step } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import { Loading } from '../parts/loading.js';
import { TestReport } from '../parts/test-report.js';
import { destinationCommand } from './destination-command.js';
import { changedNames, saveEntry } from './entry-form.js';
import { operationsField, settingSteps, settingsOf, settingValues, unknownSettings } from './plugin-fields.js';

/** A plugin that can be used. */
type UsablePlugin = PluginView & { readonly settings: SettingsSchema };

/** The form of a destination: one that is there, or a new one of a plugin. It is made from the plugin's settings schema. */
export function DestinationForm(props: { readonly name: string } | { readonly plugin: string }) {
  const name = 'name' in props ? props.name : undefined;
  const destination = useEntry('destination', name);
  const { value: plugins, error } = usePlugins();
  const title = `Plugin Configuration > ${name ?? 'New'}`;
  if (destination === undefined || destination instanceof Error) return <Loading title={title} error={destination} />;
  if (plugins === undefined) return <Loading title={title} error={error} />;
  const plugin = usablePlugin(plugins, destination?.plugin ?? ('plugin' in props ? props.plugin : ''));
  if (plugin instanceof Error) return <Loading title={title} error={plugin} />;
  return <LoadedForm title={title} destination={destination} plugin={plugin} />;
}

function usablePlugin(plugins: readonly PluginView[], name: string): UsablePlugin | Error {
  const found = plugins.find((each) => each.name === name && each.settings !== undefined);
  if (found?.settings !== undefined) return { ...found, settings: found.settings };
  return new ConfigError(`The plugin ${name} is not there, or cannot be loaded`, {
    code: 'plugin-not-found',
    hint: 'See Setup > Install Plugin, or: ic plugin list',
  });
}

function LoadedForm(props: {
  readonly title: string;
  readonly destination: DestinationSettings | null;
  readonly plugin: UsablePlugin;
}) {
  const { title, destination, plugin } = props;
  const client = useClient();
  const navigation = useNavigation();
  const isNew = destination === null;
  const before = destination?.settings ?? {};
  const initial: FieldValues = {
    name: destination?.name ?? '',
    enabled: destination?.enabled ?? true,
    ...settingValues(plugin.settings, before),
  };
  const made = (values: FieldValues): DestinationSettings => ({
    name: destination?.name ?? String(values.name).trim(),
    enabled: values.enabled === true,
    plugin: plugin.name,
    settings: settingsOf(plugin.settings, before, values),
  });
  const steps = (values: FieldValues): Step[] => [
    { title: 'Step 1: Friendly Name', fields: ownFields(plugin, isNew) },
    ...settingSteps(plugin.settings, before, values).map(numbered),
  ];
  return (
    <Form
      title={title}
      steps={steps}
      initial={initial}
      question={(values) => ({
        question: isNew ? `Add the destination "${values.name}"?` : `Change the destination "${destination.name}"?`,
        details: isNew ? [] : changes(changedNames(steps(values), initial, values), plugin, before),
        command: destinationCommand(destination, made(values), plugin.settings),
        verb: 'Save',
      })}
      save={async (values) => {
        const after = made(values);
        await saveEntry(client, 'destination', after, isNew);
        navigation.say(`Saved the destination "${after.name}". Test it with t.`);
      }}
      {...(isNew
        ? {}
        : { test: () => navigation.showOverlay(<TestReport kind="destination" name={destination.name} />) })}
    />
  );
}

/** The fields that every destination has. */
function ownFields({ displayName, name, operations, settings }: UsablePlugin, isNew: boolean): Field[] {
  const groups = operations.filter((operation) => settings.properties[operation]?.type === 'object');
  const types: Field[] =
    groups.length === 0
      ? [
          {
            kind: 'fact',
            name: operationsField,
            label: 'Types of Data',
            text: operations.map((operation) => operationTitles[operation]).join(', '),
            description: 'What the plugin takes. A schedule says what is moved.',
          },
        ]
      : checkFields(
          {
            name: operationsField,
            label: 'Types of Data',
            description:
              'What this destination can take: each has settings of its own, below. Space checks and unchecks. A schedule says what is moved.',
          },
          groups.map((operation) => ({ value: operation, label: operationTitles[operation] })),
        );
  return [
    ...(isNew
      ? [
          {
            kind: 'text',
            name: 'name',
            label: 'Destination Name',
            description: 'The name of this plugin instance in schedules and logs. It cannot be changed later.',
          } as const,
        ]
      : []),
    {
      kind: 'fact',
      name: 'plugin',
      label: 'Plugin',
      text: [displayName, { text: `  ${name}`, tone: 'quiet' }],
      description: 'What stores the data. It cannot be changed later.',
    },
    ...types,
    {
      kind: 'boolean',
      name: 'enabled',
      label: 'Enabled',
      description: 'A destination that is disabled is left out of every run.',
    },
  ];
}

/** Plugins may number their steps themselves; the first is ours. */
function numbered(step: Step, index: number): Step {
  const { title = '' } = step;
  return /^Step \d/.test(title) ? step : { ...step, title: `Step ${index + 2}: ${title}` };
}

function changes(names: string, { settings }: UsablePlugin, before: DestinationSettings['settings']): string[] {
  const unknown = unknownSettings(settings, before);
  return [
    `Changes: ${names}`,
    ...(unknown.length === 0 ? [] : [`Left out, as the plugin does not know it any more: ${unknown.join(', ')}`]),
  ];
}
