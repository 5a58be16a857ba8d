import { useEffect, useState } from 'react';
import type { BrowsedDirectory, BrowsedEntry } from '../backend.js';
import { useClient } from '../data/client.js';
import { useKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import type { Column } from '../parts/columns.js';
import { Frame } from '../parts/frame.js';
import { Line } from '../parts/line.js';
import { Loading } from '../parts/loading.js';
import { TablePanel } from '../parts/table-panel.js';
import { useTable } from '../parts/use-table.js';
import { problemText } from '../problem.js';

/** Chooses files: Enter opens a directory, and selects a file or not. What is selected is kept at once. */
export function FileBrowser(props: {
  readonly title: string;
  /** Paths of the files that are selected already. */
  readonly selected: readonly string[];
  readonly keep: (files: readonly string[]) => void;
  /** Where to begin, and what is told where somebody went. Absent: where the program was started. */
  readonly directory: string | undefined;
  readonly onDirectory: (path: string) => void;
}) {
  const { title, keep, onDirectory } = props;
  const { backend } = useClient();
  const navigation = useNavigation();
  const [selected, setSelected] = useState(props.selected);
  const [shown, setShown] = useState<BrowsedDirectory>();
  const go = async (path: string | undefined) => {
    const directory = await backend.browse(path);
    setShown(directory);
    onDirectory(directory.path);
  };
  const open = (path: string | undefined) =>
    void go(path).catch((error) => navigation.say(problemText(error), 'failed'));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first one; others by key
  useEffect(() => {
    // What was chosen last may be gone.
    go(props.directory).catch(() => open(undefined));
  }, []);
  const toggle = (path: string) => {
    const next = selected.includes(path) ? selected.filter((each) => each !== path) : [...selected, path];
    setSelected(next);
    keep(next);
  };
  if (shown === undefined) return <Loading title={title} />;
  return <Directory key={shown.path} title={title} shown={shown} selected={selected} open={open} toggle={toggle} />;
}

/** One directory. */
function Directory(props: {
  readonly title: string;
  readonly shown: BrowsedDirectory;
  readonly selected: readonly string[];
  readonly open: (path: string) => void;
  readonly toggle: (path: string) => void;
}) {
  const { title, shown, selected, open, toggle } = props;
  const { path, parent, entries } = shown;
  const navigation = useNavigation();
  const table = useTable<BrowsedEntry>({
    name: path,
    rows: entries,
    id: ({ name }) => name,
    searchText: ({ name }) => name,
    isFocused: true,
  });
  const entry = table.selected;
  useKeys(
    'fileBrowser',
    {
      open:
        entry === undefined
          ? 'there is nothing to open'
          : () => (entry.isDirectory ? open(entry.path) : toggle(entry.path)),
      parent: parent === undefined ? 'there is no directory above' : () => open(parent),
      done: navigation.back,
    },
    !table.isFiltering,
  );
  const columns: Column<BrowsedEntry>[] = [
    { title: '', cell: (each) => (each.isDirectory ? '   ' : selected.includes(each.path) ? '[x]' : '[ ]') },
    {
      title: '',
      cell: ({ name, isDirectory }) => (isDirectory ? { text: `${name}/`, tone: 'accent' } : name),
      least: 10,
    },
  ];
  return (
    <Frame title={title}>
      {({ columns: width, rows: height }) => (
        <>
          <Line spans={[' ', { text: path, bold: true }]} width={width} />
          <TablePanel
            title={selected.length === 0 ? 'Files' : `Files, ${selected.length} selected`}
            width={width}
            height={height - 1}
            isFocused
            table={table}
            columns={columns}
            headings={false}
            empty={['  There is nothing here. Backspace goes to the directory above.']}
          />
        </>
      )}
    </Frame>
  );
}
