import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from '@integration-client/core/home';
import { migrate } from '@integration-client/core/store/migrate';
import { migrations } from '@integration-client/core/store/migrations/index';
import { createSettingsDatabase, openStore } from '@integration-client/core/store/open-store';
import type { SettingsDatabase } from '@integration-client/core/store/schema';
import { SqliteFile, SqliteFileDialect } from '@integration-client/core/store/sqlite-dialect';
import { type Disk, nodeDisk } from '@integration-client/sdk';
import { Kysely } from 'kysely';
import { watchedDisk } from '../filesystem/support.js';
import { callsOf, explainedError, failingDisk } from './disk-calls.js';
import { TemporaryHome } from './temporary-home.js';

/** Runs a test with a home of its own. */
async function withHome<T>(
  make: () => Promise<TemporaryHome>,
  test: (temporary: TemporaryHome) => Promise<T>,
): Promise<T> {
  const temporary = await make();
  try {
    return await test(temporary);
  } finally {
    await temporary.remove();
  }
}

type Way = readonly [code: string, after: 'goes on' | 'is dead'];

/** No room, not allowed, and never another call after it. */
const ways: readonly Way[] = [
  ['ENOSPC', 'goes on'],
  ['EPERM', 'goes on'],
  ['EIO', 'is dead'],
];

/** The ways in which a call fails, by its place. */
export type WaysAt = (index: number) => readonly Way[];

export const inEveryWay: WaysAt = () => ways;

/** Calls one after the other fail in one way after the other. */
export const inTurn: WaysAt = (index) => ways.slice(index % ways.length).slice(0, 1);

/** Fails each call of some work in some ways. */
async function everyCall(
  calls: readonly string[],
  waysAt: WaysAt,
  attempt: (disk: Disk, place: string) => Promise<void>,
): Promise<void> {
  for (const [index, name] of calls.entries()) {
    await Promise.all(
      waysAt(index).map(([code, after]) =>
        attempt(failingDisk(index + 1, code, after), `${code}, the disk ${after}, at call ${index + 1}, ${name}`),
      ),
    );
  }
}

/** The tests of homes and databases on a disk that fails. */
export function itSurvivesTheDisk(waysAt: WaysAt): void {
  it('while a home is made never keeps it from being made later', async () => {
    const calls = await withHome(TemporaryHome.make, ({ home }) =>
      callsOf((disk) => createSettingsDatabase(home, disk)),
    );
    await everyCall(calls, waysAt, (disk, place) =>
      withHome(TemporaryHome.make, async (temporary) => {
        const { home } = temporary;
        const first = await explainedError(createSettingsDatabase(home, disk));
        const key = await readFile(home.key).catch(() => undefined);
        const second = await explainedError(createSettingsDatabase(home));
        assert.ok(second === undefined || second === 'settings-database-exists', `${place}: ${first}, then ${second}`);
        await (await temporary.open()).saveFact('a', 'b');
        if (key !== undefined) assert.deepEqual(await readFile(home.key), key, `${place}: a key was made anew`);
        const names = await readdir(home.directory);
        assert.deepEqual(
          names.filter((name) => !/^(?:secret\.key|settings\.db)(?:-wal|-shm)?$/.test(name)),
          [],
          place,
        );
      }),
    );
  });

  it('while the database is opened leaves it as it was', async () => {
    const calls = await withHome(TemporaryHome.withDatabase, ({ home }) =>
      callsOf(async (disk) => (await openStore(home, undefined, { disk })).close()),
    );
    await everyCall(calls, waysAt, (disk, place) =>
      withHome(TemporaryHome.withDatabase, async (temporary) => {
        const { home } = temporary;
        const before = await readFile(home.settingsDatabase);
        const failed = await explainedError(openStore(home, undefined, { disk }).then((store) => store.close()));
        if (failed !== undefined)
          assert.deepEqual(await readFile(home.settingsDatabase), before, `${place}: ${failed}`);
        await (await temporary.open()).saveFact('a', 'b');
      }),
    );
  });

  it('while a copy is kept before a migration leaves the database as it was', async () => {
    const calls = await withHome(TemporaryHome.withDatabase, ({ home }) => callsOf((disk) => migrated(home, disk)));
    await everyCall(calls, waysAt, (disk, place) =>
      withHome(TemporaryHome.withDatabase, async (temporary) => {
        const { home } = temporary;
        const failed = await explainedError(migrated(home, disk));
        assert.ok(failed === undefined || failed === 'settings-database-not-copied', `${place}: ${failed}`);
        assert.equal(isMigrated(home), failed === undefined, `${place}: ${failed}`);
        await migrated(home, nodeDisk);
        assert.ok(isMigrated(home));
        const names = await readdir(home.directory);
        assert.deepEqual(
          names.filter((name) => name.includes('before')),
          [copyName],
          place,
        );
        assert.ok(!isMigrated({ settingsDatabase: join(home.directory, copyName) }), place);
      }),
    );
  });
}

/** SQLite itself cannot write the copy of a database. */
export const survivesSqlite = (): Promise<void> =>
  withHome(TemporaryHome.withDatabase, async ({ home }) => {
    // SQLite refuses to write into a file that is not empty.
    const disk = watchedDisk(async (name, path) => {
      if (name === 'close') await writeFile(path, 'in the way');
    });
    assert.equal(await explainedError(migrated(home, disk)), 'settings-database-not-copied');
    assert.ok(!isMigrated(home));
    await migrated(home, nodeDisk);
    assert.ok(isMigrated(home));
  });

const copyName = `settings.db.before-${Object.keys(migrations).length + 1}`;

/** Opens the database and applies one migration more than there is. */
async function migrated({ settingsDatabase }: Pick<Home, 'settingsDatabase'>, disk: Disk): Promise<void> {
  const extra = { up: (db: SettingsDatabase) => db.schema.createTable('extra').addColumn('a', 'integer').execute() };
  const database: SettingsDatabase = new Kysely({ dialect: new SqliteFileDialect(new SqliteFile(settingsDatabase)) });
  try {
    await migrate(database, settingsDatabase, { ...migrations, '9999-extra': extra }, disk);
  } finally {
    await database.destroy();
  }
}

function isMigrated({ settingsDatabase }: Pick<Home, 'settingsDatabase'>): boolean {
  const file = new SqliteFile(settingsDatabase, { readOnly: true });
  try {
    return file.prepare("select 1 from sqlite_master where name = 'extra'").all([]).length > 0;
  } finally {
    file.close();
  }
}
