import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { acceptPlugins } from '../../support/accept-plugin.js';
import { pluginFolder } from '../../support/plugin-folder.js';
import { permissionsBut, type TdsServer } from '../../support/tds/index.js';
import { fullDiskPlugin } from './full-disk-plugin.js';
import { icAsOrdinaryUser } from './ordinary-user.js';
import { once, type Producers, printed, type Workshop } from './workshop.js';

const password = 'Secret-1234';
const lacking = permissionsBut('INSERT');

const databaseServer = once(async (shop): Promise<TdsServer> => {
  const server = await shop.sqlServer({
    tls: true,
    logins: [
      { user: 'sa', password },
      { user: 'reader', password, permissions: lacking },
      { user: 'elsewhere', password, databases: ['other'] },
      { user: 'poor', password, permissions: permissionsBut('CREATE DATABASE') },
    ],
  });
  server.createDatabase('sessions');
  return server;
});

function settingsOf(server: TdsServer, changes: Readonly<Record<string, unknown>>) {
  const { port, caFile } = server;
  return { server: 'localhost', port, database: 'sessions', username: 'sa', password, caFile, ...changes };
}

async function testSqlServer(shop: Workshop, changes: Readonly<Record<string, unknown>>): Promise<string> {
  return shop.testDestination('sqlserver', settingsOf(await databaseServer(shop), changes));
}

/** Messages about a destination. */
export const destinationMessages: Producers = {
  'Not allowed to write: … (…)': async (shop) => {
    const home = await shop.newHome();
    await mkdir(home.archive);
    const settings = { sessions: { directory: join(home.archive, 'sessions') } };
    await home.apply({ destinations: [{ name: 'Archive', plugin: 'filesystem', settings }] });
    const test = await icAsOrdinaryUser(home, ['destination', 'test', 'Archive'], { readOnly: [home.archive] });
    return test && printed(test);
  },
  '… is a file, not a directory': async (shop) =>
    shop.testDestination('filesystem', { sessions: { directory: await shop.file('') } }),
  'The disk is full: … (ENOSPC)': async (shop) => {
    await pluginFolder(join(shop.home.home, 'plugins', 'full-disk'), { 'index.js': fullDiskPlugin() });
    await acceptPlugins(shop.home.home, ['full-disk']);
    const destination = await shop.destination('full-disk', { sessions: { directory: await shop.directory() } });
    return shop.run({ destination });
  },
  'the database … cannot be read and written: …': async (shop) =>
    shop.testDestination('sqlite', { file: await shop.directory() }),
  '… is not a SQLite database, or is damaged: …': async (shop) =>
    shop.testDestination('sqlite', {
      file: await shop.file('This is a letter, which no database begins with.'.repeat(99)),
    }),
  '… is the database of another program (…)': async (shop) => {
    const file = join(await shop.directory(), 'other.db');
    const other = new DatabaseSync(file);
    other.exec('PRAGMA application_id = 7; CREATE TABLE a (b)');
    other.close();
    return shop.testDestination('sqlite', { file });
  },
  'there is no connection to …': (shop) => testSqlServer(shop, { port: 1 }),
  'the certificate of … is not trusted: …': (shop) => testSqlServer(shop, { caFile: undefined }),
  "the login to … failed: Login failed for user '…'.": (shop) => testSqlServer(shop, { password: 'wrong' }),
  'the database … cannot be opened: …': (shop) => testSqlServer(shop, { username: 'elsewhere' }),
  'the database … does not exist, and the login may not create it': (shop) =>
    testSqlServer(shop, { username: 'poor', database: 'nowhere' }),
  'the login lacks permissions in the database …': (shop) => testSqlServer(shop, { username: 'reader' }),
  '… has no room left: …': async (shop) => {
    const server = await databaseServer(shop);
    const destination = await shop.destination('sqlserver', settingsOf(server, {}));
    server.failNext({ match: 'bulk', number: 1105 });
    return shop.run({ destination });
  },
};
