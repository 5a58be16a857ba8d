import { previewSummary } from '@integration-client/core/preview-summary';
import type { PreviewReport, TransferPreview } from '@integration-client/core/run';
import { bytesText } from '@integration-client/core/text';
import { operationTitles } from '@integration-client/sdk';
import { commandText } from '../command-text.js';
import type { Handler } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import { type Spans, stateSpan } from '../parts/line.js';
import { cut } from '../text-width.js';
import type { Theme } from '../theme.js';
import { RunScreen, type Work } from './run-screen.js';
import { problemSpans } from './run-text.js';

/** Of each transfer so many items are shown. */
const mostShown = 100;

const previewing: Work = {
  name: 'Looking',
  stop: 'Stop the dry run?',
  kept: 'It stores nothing.',
};

/** Tells what a run of a schedule would deliver: the same on every screen with schedules. */
export function usePreviewAction() {
  const navigation = useNavigation();
  return (schedule: { readonly name: string } | undefined): Handler => {
    if (schedule === undefined) return 'there is no schedule';
    const { name } = schedule;
    return () =>
      navigation.open(
        <RunScreen<PreviewReport>
          title={`Dry Run > ${name}`}
          command={commandText(['ic', 'schedule', 'run', name, '--dry-run'])}
          start={(application, call) => application.previewSchedule({ name }, call)}
          work={previewing}
          summary={previewSummary}
          details={previewLines}
        />,
      );
  };
}

function previewLines({ transfers }: PreviewReport, theme: Theme, width: number): Spans[] {
  return transfers.flatMap((transfer) => transferLines(transfer, theme, width));
}

function transferLines(transfer: TransferPreview, theme: Theme, width: number): Spans[] {
  const { site, destination, outcome, items, operations, problems } = transfer;
  const due = Object.values(operations).reduce((sum, { delivered }) => sum + delivered, 0);
  const shown = items.slice(0, mostShown);
  return [
    [stateSpan(theme, outcome), '  ', { text: `${site} to ${destination}`, bold: true }],
    ...shown.map(({ operation, name, key, bytes }) => {
      const size = bytes === undefined ? 'size unknown' : bytesText(bytes);
      return cut(`  ${operationTitles[operation]}, ${size}: ${name ?? key}`, width);
    }),
    ...(due > shown.length ? [`  and ${due - shown.length} more`] : []),
    ...(due === 0 && outcome === 'done' ? ['  nothing is due'] : []),
    ...problemSpans(problems, width),
  ];
}
