import type { StatusReport } from '@integration-client/core/application';
import type { DestinationSettings, SiteSettings } from '@integration-client/core/configuration';
import { useKeys } from '../../key-dispatch.js';
import { useNavigation } from '../../navigation.js';
import type { Column } from '../../parts/columns.js';
import { type Span, stateSpan } from '../../parts/line.js';
import { TablePanel } from '../../parts/table-panel.js';
import { TestReport } from '../../parts/test-report.js';
import { useTable } from '../../parts/use-table.js';
import { type Theme, useTheme } from '../../theme.js';
import { DestinationForm } from '../destination-form.js';
import { NewDestination } from '../new-destination.js';
import { newestOutcome, outcomeSpan } from '../place-health.js';
import { SiteForm } from '../site-form.js';

interface PlaceProps {
  readonly status: StatusReport | undefined;
  readonly width: number;
  readonly height: number;
  readonly isFocused: boolean;
}

/** The sites, and how the newest transfer from each went. */
export function SitePanel({ sites, ...props }: PlaceProps & { readonly sites: readonly SiteSettings[] | undefined }) {
  const navigation = useNavigation();
  const theme = useTheme();
  const rows = sites ?? [];
  const table = useTable({
    name: 'sites',
    rows,
    id: ({ name }) => name,
    searchText: ({ name, host }) => `${name} ${host}`,
    isFocused: props.isFocused,
  });
  const selected = table.selected;
  useKeys(
    'mainSites',
    {
      test:
        selected === undefined
          ? 'there is no site'
          : () => navigation.showOverlay(<TestReport kind="site" name={selected.name} />),
      edit: selected === undefined ? undefined : () => navigation.open(<SiteForm name={selected.name} />),
      add: () => navigation.open(<SiteForm />),
    },
    props.isFocused && !table.isFiltering,
  );
  const columns: Column<SiteSettings>[] = [
    { title: '', cell: ({ name }) => name, least: 8 },
    { title: '', cell: (site) => health(theme, site, newestOutcome(props.status, 'site', site.name)) },
    { title: '', cell: ({ host }) => ({ text: host, tone: 'quiet' }), least: 10, leaveOut: 1 },
  ];
  return (
    <TablePanel
      number={3}
      title="Sites"
      {...sizeOf(props)}
      table={table}
      columns={columns}
      headings={false}
      empty={sites === undefined ? ['  looking ...'] : ['  None yet: press 3, then n.']}
    />
  );
}

/** The destinations, and how the newest transfer to each went. */
export function DestinationPanel({
  destinations,
  ...props
}: PlaceProps & { readonly destinations: readonly DestinationSettings[] | undefined }) {
  const navigation = useNavigation();
  const theme = useTheme();
  const rows = destinations ?? [];
  const table = useTable({
    name: 'destinations',
    rows,
    id: ({ name }) => name,
    searchText: ({ name, plugin }) => `${name} ${plugin}`,
    isFocused: props.isFocused,
  });
  const selected = table.selected;
  useKeys(
    'mainDestinations',
    {
      test:
        selected === undefined
          ? 'there is no destination'
          : () => navigation.showOverlay(<TestReport kind="destination" name={selected.name} />),
      edit: selected === undefined ? undefined : () => navigation.open(<DestinationForm name={selected.name} />),
      add: () => navigation.showOverlay(<NewDestination />),
    },
    props.isFocused && !table.isFiltering,
  );
  const columns: Column<DestinationSettings>[] = [
    { title: '', cell: ({ name }) => name, least: 8 },
    { title: '', cell: (each) => health(theme, each, newestOutcome(props.status, 'destination', each.name)) },
    { title: '', cell: ({ plugin }) => ({ text: plugin, tone: 'quiet' }), least: 6, leaveOut: 1 },
  ];
  return (
    <TablePanel
      number={4}
      title="Destinations"
      {...sizeOf(props)}
      table={table}
      columns={columns}
      headings={false}
      empty={destinations === undefined ? ['  looking ...'] : ['  None yet: press 4, then n.']}
    />
  );
}

function sizeOf({ width, height, isFocused }: PlaceProps) {
  return { width, height, isFocused };
}

function health(
  theme: Theme,
  { enabled }: { readonly enabled: boolean },
  outcome: ReturnType<typeof newestOutcome>,
): Span {
  return enabled ? outcomeSpan(theme, outcome) : stateSpan(theme, 'disabled');
}
