import type { PluginView } from '@integration-client/core/application';
import { operations, operationTitles } from '@integration-client/sdk';
import { usePlugins } from '../data/use-plugins.js';
import type { Column } from '../parts/columns.js';
import { Frame } from '../parts/frame.js';
import { Lines, type Spans, stateSpan } from '../parts/line.js';
import { Panel } from '../parts/panel.js';
import { TablePanel } from '../parts/table-panel.js';
import { useTable } from '../parts/use-table.js';
import { problemText } from '../problem.js';
import { wrapText } from '../text-width.js';
import { type Theme, useTheme } from '../theme.js';

/** Rows below the list, for the selected plugin, with their title. */
const detailRows = 6;

/** The installed plugins; where one cannot be loaded, why. */
export function PluginList() {
  const theme = useTheme();
  const { value: plugins, error } = usePlugins();
  const rows = plugins ?? [];
  const table = useTable({
    name: 'plugins',
    rows,
    id: ({ path }) => path,
    searchText: ({ name, displayName }) => `${name} ${displayName}`,
    isFocused: true,
  });
  return (
    <Frame title="Plugins">
      {(size) => (
        <>
          <TablePanel
            title="Installed Plugins"
            width={size.columns}
            height={size.rows - detailRows}
            isFocused
            table={table}
            columns={pluginColumns(theme)}
            empty={emptyLines(plugins !== undefined, error)}
          />
          <Panel title={table.selected?.displayName ?? 'Plugin'} width={size.columns} height={detailRows}>
            <Lines
              lines={(table.selected === undefined ? [] : details(table.selected, size.columns - 2)).slice(
                0,
                detailRows - 1,
              )}
              width={size.columns}
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

function pluginColumns(theme: Theme): Column<PluginView>[] {
  return [
    { title: 'Plugin', cell: ({ displayName }) => displayName, least: 14 },
    { title: 'Name', cell: ({ name }) => name, least: 10, leaveOut: 2 },
    { title: 'Version', cell: ({ version }) => version, least: 7 },
    { title: 'Origin', cell: ({ origin }) => ({ text: origin, tone: 'quiet' }), leaveOut: 1 },
    { title: 'State', cell: ({ problem }) => stateSpan(theme, problem === undefined ? 'ok' : 'failed') },
  ];
}

/** What it takes and where it lies, or why it cannot be loaded and what to do. */
function details({ operations: taken, path, problem }: PluginView, width: number): Spans[] {
  const lines = (text: string, tone?: 'bad' | 'accent') =>
    wrapText(text, width).map((line) => ({ text: ` ${line}`, ...(tone === undefined ? {} : { tone }) }));
  const what =
    taken.length === operations.length ? 'everything' : taken.map((each) => operationTitles[each]).join(', ');
  return [
    ...(problem === undefined
      ? lines(`Takes ${what}.`)
      : [...lines(problem.message, 'bad'), ...(problem.hint === undefined ? [] : lines(problem.hint, 'accent'))]),
    ...lines(path).map((line) => ({ ...line, tone: 'quiet' as const })),
  ];
}
