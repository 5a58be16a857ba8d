import type { StatusReport } from '@integration-client/core/application';
import { countText, timeText } from '@integration-client/core/text';
import { Line, type Span, stateSpan } from '../../parts/line.js';
import { problemText } from '../../problem.js';
import { wrapText } from '../../text-width.js';
import { type Theme, useTheme } from '../../theme.js';

/** Rows that the status takes. */
export const statusRows = 5;

/** Columns that the names of the rows take. */
const labelWidth = 21;

const rowNames = ['Scheduler Status', 'Last Scheduled Run', 'Next Scheduled Run', 'Last Program Run', 'Quarantine'];

/** The lines of the original's main window, and what is in quarantine. */
export function StatusLines(props: {
  readonly status: StatusReport | undefined;
  readonly error: Error | undefined;
  readonly width: number;
  readonly height: number;
}) {
  const theme = useTheme();
  const { status, error, width } = props;
  // Until something was seen there is room for all that is wrong, and what to do.
  const { text, ...look } = waiting(error);
  const firstLook = wrapText(text, width - labelWidth).map((line) => ({ text: line, ...look }));
  const rows: readonly (readonly [string, readonly (string | Span)[]])[] =
    status === undefined
      ? rowNames.map((name, row) => [name, [firstLook[row] ?? '']])
      : [
          ['Scheduler Status', error === undefined ? scheduler(status, theme) : [waiting(error)]],
          ['Last Scheduled Run', [timeText(status.lastScheduledRun)]],
          ['Next Scheduled Run', nextRun(status, theme)],
          ['Last Program Run', [timeText(status.lastProgramRun)]],
          ['Quarantine', quarantine(status, theme)],
        ];
  return rows.map(([name, value]) => (
    <Line key={name} spans={[{ text: ` ${name}`.padEnd(labelWidth), tone: 'quiet' }, ...value]} width={width} />
  ));
}

function waiting(error: Error | undefined): Span {
  return error === undefined ? { text: 'looking ...', tone: 'quiet' } : { text: problemText(error), tone: 'bad' };
}

function scheduler(status: StatusReport, theme: Theme): (string | Span)[] {
  const state = { ...stateSpan(theme, status.scheduler), bold: true };
  if (status.scheduler === 'running') return [state, { text: `   process ${status.pid ?? '?'}`, tone: 'quiet' }];
  return isIdle(status) ? [state, { text: '   no schedule runs until ic-host starts', tone: 'warning' }] : [state];
}

function nextRun(status: StatusReport, theme: Theme): (string | Span)[] {
  if (status.schedules.some(({ running }) => running)) return [stateSpan(theme, 'running', 'running now')];
  if (isIdle(status)) return ['when ic-host is started'];
  return [timeText(status.nextScheduledRun, 'none')];
}

function quarantine({ quarantined, retrying }: StatusReport, theme: Theme): (string | Span)[] {
  if (quarantined + retrying === 0) return [stateSpan(theme, 'ok', 'empty')];
  const state = stateSpan(
    theme,
    'warning',
    `${countText(quarantined, 'item')} set aside, ${retrying} to be tried again`,
  );
  return [
    { ...state, bold: true },
    { text: '   Q shows them', tone: 'quiet' },
  ];
}

function isIdle({ scheduler, schedules }: StatusReport): boolean {
  return scheduler !== 'running' && schedules.some(({ enabled }) => enabled);
}
