import type { PluginView, StatusReport } from '@integration-client/core/application';
import type { DestinationSettings } from '@integration-client/core/configuration';
import { operationTitles } from '@integration-client/sdk';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { usePlugins } from '../data/use-plugins.js';
import { useKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import type { Column } from '../parts/columns.js';
import { Frame } from '../parts/frame.js';
import { stateSpan } from '../parts/line.js';
import { TablePanel } from '../parts/table-panel.js';
import { TestReport } from '../parts/test-report.js';
import { useTable } from '../parts/use-table.js';
import { type Theme, useTheme } from '../theme.js';
import { DestinationForm } from './destination-form.js';
import { useEntryActions } from './entry-actions.js';
import { NewDestination } from './new-destination.js';
import { newestOutcome, outcomeSpan } from './place-health.js';
import { takenOperations } from './taken-operations.js';

/** The destinations: new, edit, test, enable and disable, delete. */
export function PluginConfiguration() {
  const theme = useTheme();
  const client = useClient();
  const navigation = useNavigation();
  const entryActions = useEntryActions('destination');
  const { value: configuration } = usePoll(client.configuration);
  const { value: status } = usePoll(client.status);
  const { value: plugins = [] } = usePlugins();
  const destinations = configuration?.destinations ?? [];
  const table = useTable({
    name: 'destinations',
    rows: destinations,
    id: ({ name }) => name,
    searchText: ({ name, plugin }) => `${name} ${plugin}`,
    isFocused: true,
  });
  const selected = table.selected;
  const none = 'there is no destination';
  useKeys(
    'destinationList',
    {
      add: () => navigation.showOverlay(<NewDestination />),
      edit: selected === undefined ? none : () => navigation.open(<DestinationForm name={selected.name} />),
      test:
        selected === undefined
          ? none
          : () => navigation.showOverlay(<TestReport kind="destination" name={selected.name} />),
      ...entryActions(selected),
    },
    !table.isFiltering,
  );
  return (
    <Frame title="Plugin Configuration">
      {({ columns, rows }) => (
        <TablePanel
          title="Destinations"
          width={columns}
          height={rows}
          isFocused
          table={table}
          columns={destinationColumns(theme, plugins, status)}
          empty={
            configuration === undefined
              ? ['  looking ...']
              : ['', '  There are no destinations: places that data goes to. Press n to add the first.']
          }
        />
      )}
    </Frame>
  );
}

function destinationColumns(
  theme: Theme,
  plugins: readonly PluginView[],
  status: StatusReport | undefined,
): Column<DestinationSettings>[] {
  const pluginOf = ({ plugin }: DestinationSettings) => plugins.find(({ name }) => name === plugin);
  return [
    { title: 'Destination Name', cell: ({ name }) => name, least: 16 },
    { title: 'Plugin', cell: (each) => pluginOf(each)?.displayName ?? each.plugin, least: 10 },
    { title: 'State', cell: ({ enabled }) => stateSpan(theme, enabled ? 'enabled' : 'disabled') },
    { title: 'Last Run', cell: ({ name }) => outcomeSpan(theme, newestOutcome(status, 'destination', name)) },
    {
      title: 'Types of Data',
      cell: (each) => {
        const plugin = pluginOf(each);
        const taken = plugin === undefined ? [] : takenOperations(each, plugin);
        return { text: taken.map((operation) => operationTitles[operation]).join(', '), tone: 'quiet' };
      },
      least: 13,
      leaveOut: 1,
    },
  ];
}
