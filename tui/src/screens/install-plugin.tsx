import type { PluginState, PluginView } from '@integration-client/core/application';
import { operations, operationTitles } from '@integration-client/sdk';
import { usePlugins } from '../data/use-plugins.js';
import { useHeldKeys, useKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import type { Column } from '../parts/columns.js';
import { Frame } from '../parts/frame.js';
import { Lines, type Spans, stateSpan } from '../parts/line.js';
import { Panel } from '../parts/panel.js';
import { TablePanel } from '../parts/table-panel.js';
import { useTable } from '../parts/use-table.js';
import { problemText } from '../problem.js';
import { wrapText } from '../text-width.js';
import { type StateName, type Theme, useTheme } from '../theme.js';
import { usePluginActions } from './plugin-actions.js';
import { PluginDetails } from './plugin-details.js';
import { PluginSource } from './plugin-source.js';

/** Rows below the list, for the selected plugin, with their title. */
const detailRows = 6;

/** The plugins there are, whether each can be used, and why not; new ones are installed here. */
export function InstallPlugin() {
  const theme = useTheme();
  const navigation = useNavigation();
  const { value: plugins, error, again } = usePlugins();
  useHeldKeys(plugins === undefined && error === undefined);
  const rows = plugins ?? [];
  const table = useTable({
    name: 'plugins',
    rows,
    id: ({ path }) => path,
    searchText: ({ name, displayName }) => `${name} ${displayName}`,
    isFocused: true,
  });
  const { selected } = table;
  const actions = usePluginActions(again);
  const install = () =>
    navigation.open(
      <PluginSource
        onInstalled={({ plugin, packageName, version, path }) => {
          table.choose(path);
          navigation.say(
            `Installed the plugin ${plugin?.name ?? packageName} ${version}. Setup > Plugin Configuration makes destinations of it.`,
          );
        }}
      />,
    );
  const none = 'there is no plugin';
  useKeys(
    'pluginList',
    {
      install,
      show: selected === undefined ? none : () => navigation.showOverlay(<PluginDetails plugin={selected} />),
      accept: selected === undefined ? none : actions.accept(selected),
      remove: selected === undefined ? none : actions.remove(selected),
    },
    !table.isFiltering,
  );
  return (
    <Frame title="Install Plugin">
      {({ columns, rows: height }) => (
        <>
          <TablePanel
            title="Plugins"
            width={columns}
            height={height - detailRows}
            isFocused
            table={table}
            columns={pluginColumns(theme)}
            empty={emptyLines(plugins !== undefined, error)}
          />
          <Panel title={selected?.displayName ?? 'Plugin'} width={columns} height={detailRows}>
            <Lines
              lines={(selected === undefined ? [] : summary(selected, columns - 2)).slice(0, detailRows - 1)}
              width={columns}
            />
          </Panel>
        </>
      )}
    </Frame>
  );
}

function emptyLines(isRead: boolean, error: Error | undefined): string[] {
  if (error !== undefined) return [`  ${problemText(error)}`];
  return isRead ? ['', '  There are no plugins.'] : ['  looking ...'];
}

/** The look of each state; its word is the state itself. */
const looks: Readonly<Record<PluginState, StateName>> = {
  ok: 'ok',
  'not accepted': 'warning',
  changed: 'warning',
  failed: 'failed',
};

function pluginColumns(theme: Theme): Column<PluginView>[] {
  return [
    { title: 'Plugin', cell: ({ displayName }) => displayName, least: 14 },
    { title: 'Name', cell: ({ name }) => name, least: 10, leaveOut: 2 },
    { title: 'Version', cell: ({ version }) => version, least: 7 },
    { title: 'Origin', cell: ({ origin }) => ({ text: origin, tone: 'quiet' }), leaveOut: 1 },
    { title: 'State', cell: ({ state }) => stateSpan(theme, looks[state], state) },
    { title: 'Used By', cell: ({ usedBy }) => usedBy.join(', '), least: 10, leaveOut: 3 },
  ];
}

/** What it takes and where it lies, or why it cannot be used and what to do. */
function summary({ operations: taken, path, state, problem }: PluginView, width: number): Spans[] {
  const lines = (text: string, tone?: 'bad' | 'accent' | 'quiet') =>
    wrapText(text, width).map((line) => ({ text: ` ${line}`, ...(tone === undefined ? {} : { tone }) }));
  const what =
    taken.length === operations.length ? 'everything' : taken.map((each) => operationTitles[each]).join(', ');
  // The hint of these names the command; here a key does it.
  const hint = state === 'not accepted' || state === 'changed' ? 'a looks at its code, and accepts it.' : problem?.hint;
  return [
    ...(problem === undefined
      ? lines(`Takes ${what}.`)
      : [...lines(problem.message, 'bad'), ...(hint === undefined ? [] : lines(hint, 'accent'))]),
    ...lines(path, 'quiet'),
  ];
}
