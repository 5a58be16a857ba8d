import { useStdout } from 'ink';
import { useCallback, useSyncExternalStore } from 'react';

/** Columns and rows. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Below this a screen has no room. */
export const leastSize: Size = { columns: 60, rows: 15 };

/** The size of the terminal, also after it was changed. The last row stays empty: a full screen would scroll. */
export function useSize(): Size {
  const { stdout } = useStdout();
  const subscribe = useCallback(
    (changed: () => void) => {
      stdout.on('resize', changed);
      return () => {
        stdout.off('resize', changed);
      };
    },
    [stdout],
  );
  const columns = useSyncExternalStore(subscribe, () => stdout.columns || 80);
  const rows = useSyncExternalStore(subscribe, () => (stdout.rows || 24) - 1);
  return { columns, rows };
}

/** What a panel wants of the rows there are. */
export interface RowWish {
  /** It is left out where it cannot have so many. */
  readonly least: number;
  /** More than that it cannot use. */
  readonly most: number;
  /** Who comes first where there is not enough; 0 before 1. */
  readonly rank: number;
}

/**
 * Shares rows out: by rank everybody gets the least, as far as it goes; what is left goes round, by rank, to who can use
 * it. Who goes empty has 0.
 */
export function shareRows(total: number, wishes: readonly RowWish[]): number[] {
  const given = wishes.map(() => 0);
  const order = wishes.map((wish, index) => ({ ...wish, index })).sort((one, other) => one.rank - other.rank);
  let rest = total;
  for (const { index, least } of order) {
    if (least > rest) continue;
    given[index] = least;
    rest -= least;
  }
  let isSharing = true;
  while (rest > 0 && isSharing) {
    isSharing = false;
    for (const { index, most } of order) {
      const has = given[index] ?? 0;
      if (has === 0 || has >= most || rest === 0) continue;
      given[index] = has + 1;
      rest -= 1;
      isSharing = true;
    }
  }
  return given;
}

/** The first of `height` shown lines of `count`, so that the selected one is among them and as little moves as can be. */
export function windowStart(before: number, selected: number, height: number, count: number): number {
  const last = Math.max(0, count - height);
  if (selected < before) return Math.min(selected, last);
  if (selected >= before + height) return Math.min(selected - height + 1, last);
  return Math.min(before, last);
}
