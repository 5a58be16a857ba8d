import type { SiteSettings } from '@integration-client/core/configuration';
import { useClient } from '../data/client.js';
import { usePoll } from '../data/poll.js';
import { useKeys } from '../key-dispatch.js';
import { useNavigation } from '../navigation.js';
import type { Column } from '../parts/columns.js';
import { Frame } from '../parts/frame.js';
import { stateSpan } from '../parts/line.js';
import { TablePanel } from '../parts/table-panel.js';
import { TestReport } from '../parts/test-report.js';
import { useTable } from '../parts/use-table.js';
import { type Theme, useTheme } from '../theme.js';
import { useEntryActions } from './entry-actions.js';
import { SiteForm } from './site-form.js';

/** The sites: new, edit, test, enable and disable, delete. */
export function SiteConfiguration() {
  const theme = useTheme();
  const navigation = useNavigation();
  const entryActions = useEntryActions('site');
  const { value: configuration } = usePoll(useClient().configuration);
  const sites = configuration?.sites ?? [];
  const table = useTable({
    name: 'sites',
    rows: sites,
    id: ({ name }) => name,
    searchText: ({ name, host }) => `${name} ${host}`,
    isFocused: true,
  });
  const selected = table.selected;
  const none = 'there is no site';
  useKeys(
    'siteList',
    {
      add: () => navigation.open(<SiteForm />),
      edit: selected === undefined ? none : () => navigation.open(<SiteForm name={selected.name} />),
      test:
        selected === undefined ? none : () => navigation.showOverlay(<TestReport kind="site" name={selected.name} />),
      ...entryActions(selected),
    },
    !table.isFiltering,
  );
  return (
    <Frame title="Site Configuration">
      {({ columns, rows }) => (
        <TablePanel
          title="Sites"
          width={columns}
          height={rows}
          isFocused
          table={table}
          columns={siteColumns(theme)}
          empty={
            configuration === undefined
              ? ['  looking ...']
              : ['', '  There are no sites: appliances that data comes from. Press n to add the first.']
          }
        />
      )}
    </Frame>
  );
}

function siteColumns(theme: Theme): Column<SiteSettings>[] {
  return [
    { title: 'Name', cell: ({ name }) => name, least: 12 },
    { title: 'URL', cell: ({ host }) => host, least: 14 },
    {
      title: 'Account',
      cell: ({ account }) => (account.type === 'api' ? `API ${account.clientId}` : `User ${account.username}`),
      least: 10,
      leaveOut: 2,
    },
    { title: 'State', cell: ({ enabled }) => stateSpan(theme, enabled ? 'enabled' : 'disabled') },
    {
      title: 'Backup Password',
      cell: ({ backupPassword }) => ({ text: backupPassword === undefined ? 'none' : 'set', tone: 'quiet' }),
      leaveOut: 1,
    },
  ];
}
