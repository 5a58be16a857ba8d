import assert from 'node:assert/strict';
import { Kysely, type Migration, Migrator, MssqlDialect, sql } from 'kysely';
import * as tarn from 'tarn';
import * as tedious from 'tedious';
import { TdsServer } from '../../support/tds/index.js';

interface Tables {
  site: { id: number; name: string; document: string | null; moved: string | number | bigint | null };
  run: { id: number; site_id: number };
}

const migrations: Record<string, Migration> = {
  '001': {
    async up(db: Kysely<unknown>) {
      const id = (
        column: Parameters<Parameters<ReturnType<typeof db.schema.createTable>['addColumn']>[2] & object>[0],
      ) => column.identity().primaryKey();
      await db.schema
        .createTable('site')
        .addColumn('id', 'integer', id)
        .addColumn('name', sql`nvarchar(200)`, (column) => column.notNull().unique())
        .addColumn('document', sql`nvarchar(max)`)
        .execute();
      await db.schema
        .createTable('run')
        .addColumn('id', 'integer', id)
        .addColumn('site_id', 'integer', (column) => column.notNull().references('site.id').onDelete('cascade'))
        .execute();
    },
  },
  '002': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('site').addColumn('moved', 'bigint').execute();
      await db.schema.createIndex('run_site').on('run').column('site_id').execute();
    },
  },
};

function open(server: TdsServer): Kysely<Tables> {
  const { user, password, port } = server.config('test');
  const connectionFactory = () =>
    new tedious.Connection({
      server: '127.0.0.1',
      authentication: { type: 'default', options: { userName: user, password } },
      options: { port, database: 'test', encrypt: false },
    });
  const dialect = new MssqlDialect({
    tarn: { ...tarn, options: { min: 0, max: 4 } },
    tedious: { ...tedious, connectionFactory },
    resetConnectionsOnRelease: true,
  });
  return new Kysely<Tables>({ dialect });
}

const migrate = (db: Kysely<Tables>) =>
  new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } }).migrateToLatest();

describe('the double under Kysely', () => {
  let server: TdsServer;
  let db: Kysely<Tables>;

  beforeEach(async () => {
    server = await TdsServer.start();
    server.createDatabase('test');
    db = open(server);
  });

  afterEach(async () => {
    await db.destroy();
    await server.stop();
  });

  it('is migrated once, by two at the same time', async () => {
    const other = open(server);
    try {
      const both = await Promise.all([migrate(db), migrate(other)]);
      assert.deepEqual(
        both.map(({ error }) => error),
        [undefined, undefined],
      );
      const done = both.flatMap(({ results }) => results ?? []).map(({ migrationName }) => migrationName);
      assert.deepEqual(done, ['001', '002']);
    } finally {
      await other.destroy();
    }
    const tables = await db.introspection.getTables();
    assert.deepEqual(
      tables.map(({ name, columns }) => [name, columns.map((column) => `${column.name} ${column.dataType}`).sort()]),
      [
        ['run', ['id int', 'site_id int']],
        ['site', ['document nvarchar', 'id int', 'moved bigint', 'name nvarchar']],
      ],
    );
  });

  it('undoes a migration that fails', async () => {
    const broken = {
      ...migrations,
      '003': { up: (any: Kysely<unknown>) => sql`CREATE TABLE [t] ([x] boolean)`.execute(any).then(() => undefined) },
    };
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve(broken) },
    }).migrateToLatest();
    assert.equal((error as { number?: number }).number, 2715);
    assert.deepEqual(await db.introspection.getTables(), []);
  });

  it('stores, changes and finds rows', async () => {
    await migrate(db);
    const site = { name: 'a', document: 'x\0\ud800', moved: 2n ** 60n };
    const inserted = await db
      .insertInto('site')
      .values(site as never)
      .output('inserted.id')
      .executeTakeFirstOrThrow();
    assert.equal(inserted.id, 1);
    const rows = await db.selectFrom('site').selectAll().orderBy('id').offset(0).fetch(5).execute();
    assert.deepEqual(rows, [{ id: 1, ...site, moved: String(2n ** 60n) }]);
    const updated = await db.updateTable('site').set({ document: null }).where('name', '=', 'A').executeTakeFirst();
    assert.equal(updated.numUpdatedRows, 1n);
    await db
      .insertInto('run')
      .values({ site_id: 1 } as never)
      .execute();
    const deleted = await db.deleteFrom('site').where('id', 'in', [1, 2]).executeTakeFirst();
    assert.equal(deleted.numDeletedRows, 1n);
    const left = await db
      .selectFrom('run')
      .select((select) => select.fn.countAll<number>().as('n'))
      .execute();
    assert.deepEqual(left, [{ n: 0 }]);
  });

  it('undoes a transaction whose work throws', async () => {
    await migrate(db);
    const work = db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('site')
        .values({ name: 'b' } as never)
        .execute();
      throw new Error('changed my mind');
    });
    await assert.rejects(work, /changed my mind/);
    assert.deepEqual(await db.selectFrom('site').selectAll().execute(), []);
  });
});
