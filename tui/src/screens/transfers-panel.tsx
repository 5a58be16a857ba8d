import { usePaces } from '../data/rates.js';
import { placeOf, type Run } from '../data/use-run.js';
import type { Column } from '../parts/columns.js';
import { type Span, stateSpan } from '../parts/line.js';
import { TablePanel } from '../parts/table-panel.js';
import { useTable } from '../parts/use-table.js';
import { type Theme, useTheme } from '../theme.js';
import { type ProgressRow, placesOf, progressColumns } from './progress-columns.js';
import type { Place } from './run-screen.js';

type Row = ProgressRow & { readonly state: Span };

/** The transfers of a run: those that wait, those that run with how far they are, and how the others ended. */
export function TransfersPanel(props: {
  readonly title: string;
  readonly run: Run;
  readonly places: readonly Place[];
  readonly width: number;
  readonly height: number;
  readonly isFocused: boolean;
}) {
  const { title, run, places, width, height, isFocused } = props;
  const theme = useTheme();
  const known = places.map((place) => run.progress.get(placeOf(place)));
  const paces = usePaces(known.filter((each) => each !== undefined));
  const outcomes = new Map(
    run.result === undefined || run.result instanceof Error
      ? []
      : run.result.transfers.map((transfer) => [placeOf(transfer), transfer.outcome]),
  );
  const ended = run.result === undefined || run.result instanceof Error ? undefined : run.result.outcome;
  const rows = places.map((place, index): Row => {
    const progress = known[index] ?? { ...place, operation: 'sessions', items: 0, bytes: 0 };
    const outcome = outcomes.get(placeOf(place)) ?? progress.outcome ?? ended;
    const pace = paces[known.slice(0, index).filter((each) => each !== undefined).length] ?? {};
    const state = outcome ?? (known[index] === undefined ? 'waiting' : 'running');
    return {
      ...progress,
      ...(state === 'running' ? pace : {}),
      id: placesOf(place),
      state: stateSpan(theme, run.result instanceof Error && state === 'running' ? 'interrupted' : state),
    };
  });
  const table = useTable<Row>({ name: 'transfers', rows, id: ({ id }) => id, isFocused });
  return (
    <TablePanel
      {...{ title, width, height, isFocused }}
      table={table}
      columns={columnsOf(theme)}
      headings={false}
      empty={[run.result === undefined ? '  looking ...' : '  There was nothing to do.']}
    />
  );
}

function columnsOf(theme: Theme): Column<Row>[] {
  const [name, ...others] = progressColumns(theme);
  return [...(name === undefined ? [] : [name]), { title: '', cell: ({ state }) => state }, ...others];
}
