import type { StatusReport } from '@integration-client/core/application';
import { useClient } from '../../data/client.js';
import { usePaces } from '../../data/rates.js';
import { useRuns } from '../../data/runs.js';
import { useKeys } from '../../key-dispatch.js';
import { useNavigation } from '../../navigation.js';
import { TablePanel } from '../../parts/table-panel.js';
import { useTable } from '../../parts/use-table.js';
import { useTheme } from '../../theme.js';
import { type ProgressRow, placesOf, progressColumns } from '../progress-columns.js';

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
  const table = useTable<ProgressRow>({ name: 'running', rows, id: ({ id }) => id, isFocused });
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
    <TablePanel
      number={2}
      title="Running"
      {...{ width, height, isFocused }}
      table={table}
      columns={progressColumns(theme)}
      headings={false}
      empty={status === undefined ? ['  looking ...'] : ['  Nothing is running.']}
    />
  );
}
