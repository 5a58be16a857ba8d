import { useRef } from 'react';
import { useKeys, useTextKeys } from '../key-dispatch.js';
import { useKept } from '../navigation.js';
import { editText } from './text-edit.js';

/** Rows of which one is selected, and that can be filtered. */
export interface Table<Row> {
  /** What passes the filter. */
  readonly rows: readonly Row[];
  /** All of them, whether they pass or not. */
  readonly count: number;
  readonly selected?: Row;
  readonly index: number;
  readonly filter: string;
  readonly isFiltering: boolean;
  /** Selects a row by its id, also one that is not there yet. */
  readonly choose: (id: string) => void;
  /** Rows that are shown at once; the view says it. */
  readonly height: { current: number };
  /** The first row that was shown last; the view keeps it. */
  readonly start: { current: number };
}

/** What a table is made of. */
export interface TableOptions<Row> {
  /** Names its selection on this screen. */
  readonly name: string;
  readonly rows: readonly Row[];
  readonly id: (row: Row) => string;
  /** What the filter looks at. Absent: there is no filter. */
  readonly searchText?: (row: Row) => string;
  readonly isFocused: boolean;
}

/** The selection and the filter of a table, and their keys. The selection stays with its row when others come and go. */
export function useTable<Row>({ name, rows, id, searchText, isFocused }: TableOptions<Row>): Table<Row> {
  const [selected, setSelected] = useKept<{ readonly id: string; readonly index: number } | undefined>(
    `${name}.selected`,
    undefined,
  );
  const [filter, setFilter] = useKept(`${name}.filter`, '');
  const [isFiltering, setFiltering] = useKept(`${name}.filtering`, false);
  // Until it was drawn nothing is known to be out of sight.
  const height = useRef(Number.POSITIVE_INFINITY);
  const start = useRef(0);
  const wanted = filter.toLowerCase();
  const shown =
    filter === '' || searchText === undefined
      ? rows
      : rows.filter((row) => searchText(row).toLowerCase().includes(wanted));
  const own = selected === undefined ? -1 : shown.findIndex((row) => id(row) === selected.id);
  const index = Math.max(0, own >= 0 ? own : Math.min(selected?.index ?? 0, shown.length - 1));
  const select = (to: number) => {
    const next = Math.max(0, Math.min(to, shown.length - 1));
    const row = shown[next];
    if (row !== undefined) setSelected({ id: id(row), index: next });
  };
  const isActive = isFocused && !isFiltering;
  useKeys(
    'list',
    {
      up: () => select(index - 1),
      down: () => select(index + 1),
      pageUp: () => select(index - height.current),
      pageDown: () => select(index + height.current),
      first: () => select(0),
      last: () => select(shown.length - 1),
    },
    isActive && shown.length > 0,
  );
  const canFilter = searchText !== undefined && (rows.length > 0 || filter !== '');
  useKeys('search', { filter: () => setFiltering(true) }, isActive && canFilter);
  useKeys(
    'filter',
    {
      keep: () => setFiltering(false),
      clear: () => {
        setFilter('');
        setFiltering(false);
      },
    },
    isFocused && isFiltering,
  );
  useTextKeys(
    (key, text) => {
      const edited = editText({ text: filter, cursor: filter.length }, key, text);
      if (edited === undefined) return false;
      setFilter(edited.text);
      return true;
    },
    { isActive: isFocused && isFiltering },
  );
  const choose = (id: string) => setSelected({ id, index });
  const row = shown[index];
  const view = { rows: shown, count: rows.length, index, filter, isFiltering, choose, height, start };
  return row === undefined ? view : { ...view, selected: row };
}
