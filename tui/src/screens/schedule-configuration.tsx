import type { ScheduleSettings } from '@integration-client/core/configuration';
import { describePeriod } from '@integration-client/core/schedule/period';
import { localTime } from '@integration-client/core/text';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { useKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import type { Column } from '../parts/columns.js';
import { Frame } from '../parts/frame.js';
import { stateSpan } from '../parts/line.js';
import { TablePanel } from '../parts/table-panel.js';
import { useTable } from '../parts/use-table.js';
import { type Theme, useTheme } from '../theme.js';
import { useEntryActions } from './entry-actions.js';
import { usePreviewAction } from './preview-action.js';
import { useRunAction } from './run-action.js';
import { ScheduleForm } from './schedule-form.js';

type Row = ScheduleSettings & { readonly lastRun?: string; readonly running?: boolean };

/** The schedules: new, edit, run now, enable and disable, delete. */
export function ScheduleConfiguration() {
  const theme = useTheme();
  const client = useClient();
  const navigation = useNavigation();
  const entryActions = useEntryActions('schedule');
  const runAction = useRunAction();
  const previewAction = usePreviewAction();
  const { value: configuration } = usePoll(client.configuration);
  const { value: status } = usePoll(client.status);
  const schedules = (configuration?.schedules ?? []).map((schedule): Row => {
    const found = status?.schedules.find(({ name }) => name === schedule.name);
    if (found === undefined) return schedule;
    return { ...schedule, running: found.running, ...(found.lastRun === undefined ? {} : { lastRun: found.lastRun }) };
  });
  const table = useTable<Row>({
    name: 'schedules',
    rows: schedules,
    id: ({ name }) => name,
    searchText: ({ name, transfers }) =>
      [name, ...transfers.flatMap(({ site, destination }) => [site, destination])].join(' '),
    isFocused: true,
  });
  const selected = table.selected;
  useKeys(
    'scheduleList',
    {
      add: () => navigation.open(<ScheduleForm />),
      edit:
        selected === undefined ? 'there is no schedule' : () => navigation.open(<ScheduleForm name={selected.name} />),
      run: runAction(selected),
      preview: previewAction(selected),
      ...entryActions(selected),
    },
    !table.isFiltering,
  );
  return (
    <Frame title="Schedule Configuration">
      {({ columns, rows }) => (
        <TablePanel
          title="Schedules"
          width={columns}
          height={rows}
          isFocused
          table={table}
          columns={scheduleColumns(theme)}
          empty={
            configuration === undefined
              ? ['  looking ...']
              : ['', '  There are no schedules: when data is moved, and which. Press n to add the first.']
          }
        />
      )}
    </Frame>
  );
}

function scheduleColumns(theme: Theme): Column<Row>[] {
  const state = ({ running = false, enabled }: Row) => (running ? 'running' : enabled ? 'enabled' : 'disabled');
  return [
    { title: 'Schedule Name', cell: ({ name }) => name, least: 14 },
    { title: 'State', cell: (row) => stateSpan(theme, state(row)) },
    { title: 'Transfers', cell: ({ transfers }) => String(transfers.length), align: 'right', leaveOut: 2 },
    { title: 'Period', cell: ({ every }) => describePeriod(every), least: 10 },
    { title: 'Last Run', cell: ({ lastRun }) => (lastRun === undefined ? 'never' : localTime(lastRun)), leaveOut: 1 },
  ];
}
