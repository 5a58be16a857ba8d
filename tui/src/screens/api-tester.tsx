import type { PluginView } from '@integration-client/core/application';
import type { Configuration } from '@integration-client/core/configuration';
import { type Operation, operations, operationTitles } from '@integration-client/sdk';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { usePlugins } from '../data/use-plugins.js';
import { daysAgo } from '../days.js';
import { useKept, useNavigation } from '../navigation.js';
import { type Choice, checkFields, type Field, type FieldValues, isChecked, type Step } from '../parts/fields.js';
import { Form } from '../parts/form.js';
import { Loading } from '../parts/loading.js';
import { FileBrowser } from './file-browser.js';
import { RunScreen } from './run-screen.js';
import { takenOperations } from './taken-operations.js';
import { testerCommand, testerRequest } from './tester-request.js';

const title = 'API Tester';

/** The API Tester: moves chosen data once, from sites or from report files, and leaves schedules alone. */
export function ApiTester() {
  const client = useClient();
  const navigation = useNavigation();
  const { value: configuration, error } = usePoll(client.configuration);
  const { value: plugins, error: noPlugins } = usePlugins();
  const [files, setFiles] = useKept<readonly string[]>('files', []);
  const [directory, setDirectory] = useKept<string | undefined>('directory', undefined);
  if (configuration === undefined || (plugins ?? noPlugins) === undefined)
    return <Loading title={title} error={error} />;
  const { sites, destinations } = configuration;
  const offered = (values: FieldValues) => offeredOperations(values, configuration, plugins ?? []);
  const addFiles = () =>
    navigation.open(
      <FileBrowser
        title={`${title} > XML Files`}
        selected={files}
        keep={setFiles}
        directory={directory}
        onDirectory={setDirectory}
      />,
    );
  const steps = (values: FieldValues): Step[] => [
    {
      fields: [
        {
          kind: 'choice',
          name: 'source',
          label: 'Tab',
          choices: [
            { value: 'sites', label: 'Sites' },
            { value: 'files', label: 'XML Files' },
          ],
          description:
            'Sites: data of configured sites. XML Files: reports that were downloaded before. Space changes it.',
        },
      ],
    },
    ...(values.source === 'files'
      ? [
          {
            title: 'XML Files',
            fields: [
              ...fileFields(files, addFiles, setFiles),
              {
                kind: 'choice',
                name: 'site',
                label: 'Support Site',
                choices: sites.map(choice),
                description:
                  'The site from which the files were downloaded. All but session data is fetched from there.',
              },
              openSessionsField,
            ] satisfies Field[],
          },
        ]
      : [
          {
            title: 'Sites',
            fields: checkFields(
              { name: 'sites', label: 'Sites', description: 'Select one or more sites to transfer from.' },
              sites.map(choice),
            ),
          },
          { title: 'Filter By', fields: rangeFields(values) },
        ]),
    {
      title: 'Transfer To',
      fields: [
        ...checkFields(
          { name: 'destinations', label: 'Destinations', description: 'Select one or more destinations.' },
          destinations.map(choice),
        ),
        ...checkFields(
          {
            name: 'operations',
            label: 'Operations',
            description: 'The types of data to transfer. What a selected destination does not take is not offered.',
          },
          offered(values).map((operation) => ({ value: operation, label: operationTitles[operation] })),
        ),
      ],
    },
  ];
  const download = (values: FieldValues) => {
    const request = testerRequest(values, files, offered(values));
    navigation.open(
      <RunScreen
        title={`${title} > Download`}
        places={request.sites.flatMap((site) => request.destinations.map((destination) => ({ site, destination })))}
        command={testerCommand(request)}
        start={(application, call) => application.runTester(request, call)}
      />,
    );
  };
  return (
    <Form title={title} steps={steps} initial={initialValues(configuration)} save={download} begins="downloadForm" />
  );
}

const openSessionsField: Field = {
  kind: 'boolean',
  name: 'openSessions',
  label: 'Sessions With No End Time',
  description: 'Process Sessions With No End Time: also those that are still in progress, as far as they are.',
};

function rangeFields({ filter }: FieldValues): Field[] {
  const field: Field = {
    kind: 'choice',
    name: 'filter',
    label: 'Filter',
    choices: [
      { value: 'range', label: 'Date Range' },
      { value: 'lsid', label: 'Session ID' },
    ],
    description: 'Filtering only applies when session data or recordings are transferred.',
  };
  if (filter === 'lsid') {
    return [field, { kind: 'text', name: 'lsid', label: 'Session ID', description: 'The id (LSID) of one session.' }];
  }
  return [
    field,
    {
      kind: 'text',
      name: 'start',
      label: 'Start Date',
      hint: 'YYYY-MM-DD',
      description: 'Sessions that began from this day on, YYYY-MM-DD in the time zone of the application settings.',
    },
    { kind: 'number', name: 'days', label: 'Duration (Days)', description: 'For so many days, 1 to 3650.' },
    openSessionsField,
  ];
}

/** A line for each file, and one that adds more. */
function fileFields(files: readonly string[], add: () => void, keep: (files: readonly string[]) => void): Field[] {
  return [
    ...files.map(
      (file, index): Field => ({
        kind: 'link',
        name: `files[${index}]`,
        label: index === 0 ? 'Files' : '',
        description: `${file}. d takes it out of the list; the file stays.`,
        text: file,
        open: add,
        remove: () => keep(files.filter((each) => each !== file)),
      }),
    ),
    {
      kind: 'link',
      name: 'files',
      label: files.length === 0 ? 'Files' : '',
      description: 'Browse to one or more XML files: reports, or files of single sessions.',
      text: { text: '+ Add', tone: 'accent' },
      open: add,
    },
  ];
}

/** What all destinations that are selected take; where their plugin is not known, everything. */
function offeredOperations(
  values: FieldValues,
  { destinations }: Configuration,
  plugins: readonly PluginView[],
): readonly Operation[] {
  const taken = destinations
    .filter(({ name }) => isChecked(values.destinations ?? [], name))
    .map((destination) => {
      const plugin = plugins.find(({ name, settings }) => name === destination.plugin && settings !== undefined);
      return plugin === undefined ? operations : takenOperations(destination, plugin);
    });
  return operations.filter((operation) => taken.every((each) => each.includes(operation)));
}

function initialValues({ sites, destinations, application }: Configuration): FieldValues {
  const only = (list: readonly { readonly name: string }[]) => (list.length === 1 ? list.map(({ name }) => name) : []);
  return {
    source: 'sites',
    sites: only(sites),
    site: sites[0]?.name ?? '',
    filter: 'range',
    start: daysAgo(1, application.timeZone),
    days: '2',
    lsid: '',
    openSessions: false,
    destinations: only(destinations),
    operations: [],
  };
}

function choice({ name }: { readonly name: string }): Choice {
  return { value: name, label: name };
}
