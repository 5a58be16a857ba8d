import type { QuarantineQuery, QuarantineView, StatusReport } from '@integration-client/core/application';
import { countText, localTime } from '@integration-client/core/text';
import { operationTitles } from '@integration-client/sdk';
import { useEffect, useState } from 'react';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { useKeys } from '../key-dispatch.js';
import { useKept, useNavigation } from '../navigation.js';
import type { Column } from '../parts/columns.js';
import { Frame } from '../parts/frame.js';
import { type Span, stateSpan } from '../parts/line.js';
import { TablePanel } from '../parts/table-panel.js';
import { useTable } from '../parts/use-table.js';
import { problemText } from '../problem.js';
import { type Theme, useTheme } from '../theme.js';
import { useQuarantineActions } from './quarantine-actions.js';
import { QuarantinedItemSheet } from './quarantined-item.js';

/** What could not be delivered: why, again, or not any more. */
export function Quarantine() {
  const theme = useTheme();
  const navigation = useNavigation();
  const [isDropped, setDropped] = useKept('dropped', false);
  const { value: status } = usePoll(useClient().status);
  const { items, error, again } = useItems(isDropped ? 'only' : 'without', status);
  const rows = items ?? [];
  const table = useTable<QuarantineView>({
    name: 'items',
    rows,
    id: ({ destination, key }) => JSON.stringify([destination, key]),
    searchText: ({ site, destination, key, code, message }) => [site, destination, key, code, message].join(' '),
    isFocused: true,
  });
  const actions = useQuarantineActions(again);
  const selected = table.selected;
  const one = selected === undefined ? [] : [selected];
  useKeys(
    'quarantineList',
    {
      show: selected === undefined ? undefined : () => navigation.showOverlay(<QuarantinedItemSheet item={selected} />),
      retry: actions.retry(one),
      drop: isDropped ? undefined : actions.drop(one),
      retryAll: rows.length > 1 ? actions.retry(table.rows) : undefined,
      dropAll: isDropped || rows.length < 2 ? undefined : actions.drop(table.rows),
      dropped: () => setDropped(!isDropped),
    },
    !table.isFiltering,
  );
  return (
    <Frame title="Quarantine">
      {({ columns, rows: height }) => (
        <TablePanel
          title={isDropped ? 'Items that were dropped' : 'Items that could not be delivered'}
          width={columns}
          height={height}
          isFocused
          table={table}
          columns={itemColumns(theme)}
          empty={emptyLines(items, error, isDropped)}
        />
      )}
    </Frame>
  );
}

/** The failed items, read again when the status counts others. */
function useItems(dropped: NonNullable<QuarantineQuery['dropped']>, status: StatusReport | undefined) {
  const client = useClient();
  const [items, setItems] = useState<readonly QuarantineView[]>();
  const [error, setError] = useState<Error>();
  const [count, setCount] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what counts says that there are others
  useEffect(() => {
    let isGone = false;
    client
      .ask((application) => application.quarantine({ dropped }))
      .then(
        (found) => {
          if (isGone) return;
          setItems(found);
          setError(undefined);
        },
        (reason: Error) => {
          if (!isGone) setError(reason);
        },
      );
    return () => {
      isGone = true;
    };
  }, [client, dropped, count, status?.quarantined, status?.retrying]);
  return { items, error, again: () => setCount((before) => before + 1) };
}

function emptyLines(items: readonly unknown[] | undefined, error: Error | undefined, isDropped: boolean): string[] {
  if (error !== undefined) return [`  ${problemText(error)}`];
  if (items === undefined) return ['  looking ...'];
  return [
    '',
    isDropped ? '  Nothing was dropped. o goes back.' : '  Nothing is in quarantine. o shows what was dropped.',
  ];
}

function itemColumns(theme: Theme): Column<QuarantineView>[] {
  const state = ({ dropped, quarantined }: QuarantineView): Span => {
    if (dropped !== undefined) return stateSpan(theme, 'disabled', 'dropped');
    return quarantined ? stateSpan(theme, 'warning', 'set aside') : stateSpan(theme, 'waiting', 'retrying');
  };
  return [
    { title: 'Item', cell: ({ lsid, key }) => lsid ?? key, least: 12 },
    { title: 'State', cell: state },
    { title: 'Type', cell: ({ operation }) => operationTitles[operation], least: 8, leaveOut: 3 },
    { title: 'From', cell: ({ site }) => site, least: 6, leaveOut: 4 },
    { title: 'To', cell: ({ destination }) => destination, least: 6, leaveOut: 2 },
    { title: 'Attempts', cell: ({ attempts }) => countText(attempts, 'time'), align: 'right', leaveOut: 5 },
    { title: 'Since', cell: ({ since }) => localTime(since), leaveOut: 6 },
    { title: 'Problem', cell: ({ code, message }) => `${code}: ${message}`, least: 26, leaveOut: 1 },
  ];
}
