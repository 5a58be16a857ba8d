import type { StatusReport } from '@integration-client/core/application';
import type { Progress } from '@integration-client/core/run';
import { bytesText, countText, durationText } from '@integration-client/core/text';
import { operationTitles } from '@integration-client/sdk';
import { useClient } from '../../data/client.js';
import { type Pace, usePaces } from '../../data/rates.js';
import { useRuns } from '../../data/runs.js';
import { useKeys } from '../../key-dispatch.js';
import { useNavigation } from '../../navigation.js';
import type { Column } from '../../parts/columns.js';
import { Panel } from '../../parts/panel.js';
import { progressBar } from '../../parts/progress-bar.js';
import { TableView } from '../../parts/table.js';
import { tableAside, useTable } from '../../parts/use-table.js';
import { type Theme, useTheme } from '../../theme.js';

type Row = Progress & Pace & { readonly id: string };

/** The transfers that run now, with how far they are. */
export function RunningPanel(props: {
  readonly status: StatusReport | undefined;
  readonly width: number;
  readonly height: number;
  readonly isFocused: boolean;
}) {
  const { status, width, height, isFocused } = props;
  const theme = useTheme();
  const navigation = useNavigation();
  const { runs } = useClient();
  const own = useRuns(runs);
  const running = status?.running ?? [];
  const paces = usePaces(running);
  const rows = running.map((progress, index) => ({ ...progress, ...paces[index], id: placesOf(progress) }));
  const table = useTable<Row>({ name: 'running', rows, id: ({ id }) => id, isFocused });
  const cancel = () =>
    navigation.ask({
      question: `Stop ${own.map((name) => `"${name}"`).join(', ')}?`,
      details: ['What was delivered is recorded; the next run goes on from there.'],
      verb: 'Stop',
      action: () => runs.cancelAll(),
    });
  useKeys(
    'mainRunning',
    {
      cancel:
        own.length > 0
          ? cancel
          : running.length > 0
            ? 'only a run that was started here can be stopped here; this one is stopped with its program'
            : 'nothing is running',
    },
    isFocused,
  );
  return (
    <Panel number={2} title="Running" aside={tableAside(table, rows.length)} {...{ width, height, isFocused }}>
      <TableView
        table={table}
        columns={columns(theme)}
        width={width}
        height={height - 1}
        isFocused={isFocused}
        headings={false}
        empty={['  Nothing is running.']}
      />
    </Panel>
  );
}

function placesOf({ site, destination }: Progress): string {
  return site === undefined ? `verify ${destination}` : `${site} to ${destination}`;
}

function columns(theme: Theme): Column<Row>[] {
  return [
    { title: '', cell: ({ id }) => id, least: 12 },
    {
      title: '',
      cell: ({ items, total }) => (total === undefined ? '' : progressBar(theme, items / total, 8)),
      leaveOut: 3,
    },
    {
      title: '',
      cell: ({ items, total }) =>
        total === undefined ? countText(items, 'item') : `${items}/${countText(total, 'item')}`,
      align: 'right',
    },
    { title: '', cell: ({ bytes, arriving = 0 }) => bytesText(bytes + arriving), align: 'right' },
    {
      title: '',
      cell: ({ rate }) => (rate === undefined ? '' : `${bytesText(Math.round(rate))}/s`),
      align: 'right',
      leaveOut: 1,
    },
    { title: '', cell: ({ left }) => (left === undefined ? '' : `${durationText(left)} left`), leaveOut: 2 },
    {
      title: '',
      cell: ({ operation }) => ({ text: operationTitles[operation], tone: 'quiet' }),
      least: 8,
      leaveOut: 4,
    },
  ];
}
