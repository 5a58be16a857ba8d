import type { SettingsDatabaseView } from '@integration-client/core/application';
import { bytesText } from '@integration-client/core/text';
import { useEffect, useState } from 'react';
import { useClient } from '../data/client.js';
import { Frame } from '../parts/frame.js';
import { Lines, type Spans } from '../parts/line.js';

/** The version, and where everything lies. */
export function About() {
  const client = useClient();
  const [database, setDatabase] = useState<SettingsDatabaseView>();
  useEffect(() => {
    client.ask((application) => application.settingsDatabase({})).then(setDatabase, () => {});
  }, [client]);
  const { version, home } = client.backend;
  const facts: readonly (readonly [string, string])[] = [
    ['Version', version],
    ['Home directory', home],
    ['Settings database', database === undefined ? 'looking ...' : databaseText(database)],
    ['Node', `${process.version}, ${process.platform} ${process.arch}`],
  ];
  const lines: Spans[] = [
    '',
    ' An open Integration Client for BeyondTrust Remote Support and Privileged Remote Access: it moves',
    ' session logs, recordings and backups from appliances to files and databases.',
    '',
    ...facts.map(([name, value]) => [{ text: ` ${name.padEnd(20)}`, tone: 'quiet' } as const, value]),
    '',
    { text: ' Everything here is a command, too: ic --help', tone: 'quiet' },
  ];
  return <Frame title="About">{({ columns }) => <Lines lines={lines} width={columns} />}</Frame>;
}

function databaseText(database: SettingsDatabaseView): string {
  const where = database.kind === 'sqlite' ? database.file : `SQL Server ${database.database}`;
  return database.bytes === undefined ? where : `${where}, ${bytesText(database.bytes)}`;
}
