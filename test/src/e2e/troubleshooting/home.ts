import { chmod, copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveHome } from '@integration-client/core/home';
import { DatabaseSync } from '@photostructure/sqlite';
import { permissionsBut } from '../../support/tds/index.js';
import type { TestHome } from '../../support/test-home.js';
import { icAsOrdinaryUser } from './ordinary-user.js';
import { once, type Producers, printed, type Workshop } from './workshop.js';

/** `ic status` in a home of its own after something was done to it. */
async function statusAfter(shop: Workshop, change: (home: TestHome) => Promise<unknown>): Promise<string> {
  const home = await shop.newHome();
  await change(home);
  return printed(await home.ic('status'));
}

async function changeDatabase(home: TestHome, sql: string): Promise<void> {
  const database = new DatabaseSync(resolveHome(home.home).settingsDatabase);
  database.exec(sql);
  database.close();
}

const password = 'Secret-1234';

const settingsServer = once(async (shop) => {
  const server = await shop.sqlServer({
    tls: true,
    logins: [
      { user: 'sa', password },
      { user: 'reader', password, permissions: permissionsBut('CREATE TABLE') },
    ],
  });
  server.createDatabase('settings');
  return server;
});

/** Begins with the settings on a server. */
async function initOnServer(shop: Workshop, { user = 'sa', secret = password, port = 0 }): Promise<string> {
  const server = await settingsServer(shop);
  const where = `Server=localhost,${port || server.port};Database=settings;User ID=${user};Password=${secret}`;
  const connection = ['--connection', `file:${await shop.file(where)}`, '--ca-file', server.caFile];
  const home = await shop.newHome({ initialised: false });
  return printed(await home.ic('init', '--settings', 'sqlserver', ...connection));
}

/** Messages about the home and the settings database. */
export const homeMessages: Producers = {
  'There is no settings database in …': async (shop) =>
    printed(await (await shop.newHome({ initialised: false })).ic('status')),
  'There is a settings database in … already': (shop) => shop.ic('init'),
  'The key file … is missing': (shop) => statusAfter(shop, (home) => rm(resolveHome(home.home).key)),
  'The key file … is not the one that … was made with': (shop) =>
    statusAfter(shop, async (home) => {
      const other = await shop.newHome({ initialised: false });
      await other.ic('init');
      await copyFile(resolveHome(other.home).key, resolveHome(home.home).key);
    }),
  'The key file … can be read by others than its owner': async (shop) =>
    process.platform === 'win32' ? undefined : statusAfter(shop, (home) => chmod(resolveHome(home.home).key, 0o644)),
  'The settings database … is damaged: …': (shop) =>
    statusAfter(shop, (home) => changeDatabase(home, 'DELETE FROM migration')),
  'The settings database … is not a database': (shop) =>
    statusAfter(shop, (home) => writeFile(resolveHome(home.home).settingsDatabase, 'a letter '.repeat(999))),
  '… is not a settings database of the Integration Client': (shop) =>
    statusAfter(shop, (home) => changeDatabase(home, 'PRAGMA application_id = 7')),
  'The settings database … was made by a newer version (…)': (shop) =>
    statusAfter(shop, (home) => changeDatabase(home, "INSERT INTO migration VALUES ('9999-later', '2030-01-01')")),
  'The settings database … cannot be written: …': async (shop) => {
    const home = await shop.newHome();
    const status = await icAsOrdinaryUser(home, ['status'], { readOnly: [resolveHome(home.home).settingsDatabase] });
    return status && printed(status);
  },
  '… holds changes of a settings database that is not there any more': async (shop) => {
    const home = await shop.newHome();
    const { settingsDatabase } = resolveHome(home.home);
    await rm(settingsDatabase);
    await writeFile(`${settingsDatabase}-wal`, 'changes');
    return printed(await home.ic('init'));
  },
  'The login to the settings database … failed: …': (shop) => initOnServer(shop, { secret: 'wrong' }),
  'The login lacks a permission in the settings database …: …': (shop) => initOnServer(shop, { user: 'reader' }),
  'the settings database … cannot be reached: …': (shop) => initOnServer(shop, { port: 1 }),
  '… things are wrong; nothing was changed': async (shop) => {
    const file = join(await shop.directory(), 'ic.yaml');
    await writeFile(file, 'sites: [{ name: A }]\ndestinations: [{ name: B, plugin: filesistem }]\n');
    return shop.ic('apply', '-f', file);
  },
};
