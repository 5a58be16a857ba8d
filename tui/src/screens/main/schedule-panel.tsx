import type { ScheduleStatus, StatusReport } from '@integration-client/core/application';
import { localTime } from '@integration-client/core/text';
import { useClient } from '../../data/client.js';
import { useRuns } from '../../data/runs.js';
import { useKeys } from '../../key-dispatch.js';
import { useNavigation } from '../../navigation.js';
import type { Column } from '../../parts/columns.js';
import { type Span, stateSpan } from '../../parts/line.js';
import { TablePanel } from '../../parts/table-panel.js';
import { useTable } from '../../parts/use-table.js';
import { type Theme, useTheme } from '../../theme.js';
import { useEntryActions } from '../entry-actions.js';
import { usePreviewAction } from '../preview-action.js';
import { useRunAction } from '../run-action.js';
import { ScheduleForm } from '../schedule-form.js';

/** The schedules as the main window shows them. */
export function SchedulePanel(props: {
  readonly status: StatusReport | undefined;
  readonly width: number;
  readonly height: number;
  readonly isFocused: boolean;
}) {
  const { status, width, height, isFocused } = props;
  const theme = useTheme();
  const navigation = useNavigation();
  const runAction = useRunAction();
  const previewAction = usePreviewAction();
  const entryActions = useEntryActions('schedule');
  const running = useRuns(useClient().runs);
  const schedules = status?.schedules ?? [];
  const table = useTable({
    name: 'schedules',
    rows: schedules,
    id: ({ name }) => name,
    searchText: ({ name, period }) => `${name} ${period}`,
    isFocused,
  });
  const selected = table.selected;
  useKeys(
    'mainSchedules',
    {
      run: runAction(selected),
      preview: previewAction(selected),
      toggle: entryActions(selected).toggle,
      edit: selected === undefined ? undefined : () => navigation.open(<ScheduleForm name={selected.name} />),
      add: () => navigation.open(<ScheduleForm />),
    },
    isFocused && !table.isFiltering,
  );
  return (
    <TablePanel
      number={1}
      title="Schedules"
      {...{ width, height, isFocused }}
      table={table}
      columns={columns(theme, status?.scheduler === 'running', running)}
      empty={
        status === undefined
          ? ['  looking ...']
          : ['  There are no schedules. The first steps to them: H, then f. A schedule: n.']
      }
    />
  );
}

function columns(theme: Theme, isScheduled: boolean, own: readonly string[]): Column<ScheduleStatus>[] {
  const isRunning = ({ name, running }: ScheduleStatus) => running || own.includes(name);
  const state = (schedule: ScheduleStatus): Span =>
    stateSpan(theme, isRunning(schedule) ? 'running' : schedule.enabled ? 'enabled' : 'disabled');
  const next = (schedule: ScheduleStatus): string =>
    isRunning(schedule) || !isScheduled || schedule.nextRun === undefined ? '' : localTime(schedule.nextRun);
  return [
    { title: 'Schedule', cell: ({ name }) => name, least: 18 },
    { title: 'State', cell: state },
    { title: 'Period', cell: ({ period }) => period, least: 8, leaveOut: 3 },
    { title: 'Transfers', cell: ({ transfers }) => String(transfers), align: 'right', leaveOut: 4 },
    { title: 'Last run', cell: ({ lastRun }) => (lastRun === undefined ? 'never' : localTime(lastRun)), leaveOut: 1 },
    { title: 'Outcome', cell: ({ lastOutcome }) => (lastOutcome === undefined ? '' : stateSpan(theme, lastOutcome)) },
    { title: 'Next run', cell: next, leaveOut: 2 },
  ];
}
