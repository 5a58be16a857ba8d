import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { type ServiceView, useServices } from '../data/use-services.js';
import { useHeldKeys, useKeys } from '../key-dispatch.js';
import type { Column } from '../parts/columns.js';
import { Frame } from '../parts/frame.js';
import { Line, Lines, type Span, type Spans, stateSpan } from '../parts/line.js';
import { Panel } from '../parts/panel.js';
import { TablePanel } from '../parts/table-panel.js';
import { useTable } from '../parts/use-table.js';
import { problemLines } from '../problem.js';
import { wrapText } from '../text-width.js';
import { type Theme, useTheme } from '../theme.js';
import { factLines } from './fact-lines.js';
import { useServiceActions } from './service-actions.js';

/** Rows of the list, with its title and headings: a machine has at most two services, its own and the user's. */
const listRows = 5;

/** The scheduler as a service of the operating system: start, stop, install, uninstall. */
export function SchedulerService() {
  const theme = useTheme();
  const { value: status } = usePoll(useClient().status);
  const { services, again } = useServices();
  useHeldKeys(services === undefined);
  const table = useTable({
    name: 'services',
    rows: services ?? [],
    id: ({ scope }) => scope,
    isFocused: true,
  });
  const { selected } = table;
  useKeys('schedulerService', useServiceActions(again)(selected));
  return (
    <Frame title="Application Settings > Scheduler">
      {({ columns, rows }) => (
        <>
          <Line
            spans={[
              ' Scheduler Status  ',
              status === undefined ? { text: 'looking ...', tone: 'quiet' } : stateSpan(theme, status.scheduler),
              { text: status?.pid === undefined ? '' : `   process ${status.pid}`, tone: 'quiet' },
            ]}
            width={columns}
          />
          <TablePanel
            title="Service"
            width={columns}
            height={listRows}
            isFocused
            table={table}
            columns={serviceColumns(theme)}
            empty={['  looking ...']}
          />
          <Panel
            title={selected === undefined ? 'Service' : scopeText(selected)}
            width={columns}
            height={rows - listRows - 1}
          >
            <Lines
              lines={(selected === undefined ? [] : detailLines(selected, columns - 2)).slice(0, rows - listRows - 2)}
              width={columns}
            />
          </Panel>
        </>
      )}
    </Frame>
  );
}

function scopeText({ scope }: ServiceView): string {
  return scope === 'system' ? 'of the machine' : 'of this user';
}

function serviceColumns(theme: Theme): Column<ServiceView>[] {
  return [
    { title: 'Service', cell: scopeText },
    { title: 'State', cell: ({ report }) => reportSpan(report, theme) },
    { title: 'Manager', cell: ({ report }) => (report instanceof Error ? '' : report.manager), least: 8, leaveOut: 1 },
    { title: 'Why', cell: ({ report }) => (report instanceof Error ? report.message : report.reason), least: 10 },
  ];
}

function reportSpan(report: ServiceView['report'], theme: Theme): Span {
  return report instanceof Error ? stateSpan(theme, 'unknown') : stateSpan(theme, report.state);
}

/** How it is and where it is defined; and where it is not installed and cannot be, why not and what to do. */
function detailLines({ report, hindrances }: ServiceView, width: number): Spans[] {
  if (report instanceof Error) return problemSpans(report, width);
  const facts = factLines(
    [
      ['Why', `${report.state}: ${report.reason}`],
      ['Definition', report.definition],
    ],
    width - 1,
    12,
  );
  const { install, start } = hindrances;
  const hindrance = report.state === 'not installed' ? install : start;
  return [
    ...facts.map((line) => [' ', line].flat() as Spans),
    ...(hindrance === undefined ? [] : ['', ...problemSpans(hindrance, width)]),
  ];
}

function problemSpans(error: Error, width: number): Spans[] {
  return problemLines(error).flatMap((text, index) =>
    wrapText(text, width).map((line) => ({ text: ` ${line}`, tone: index === 0 ? 'bad' : 'accent' }) as const),
  );
}
