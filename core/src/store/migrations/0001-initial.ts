import { type CreateTableBuilder, type Kysely, sql } from 'kysely';

type Table = CreateTableBuilder<string, never>;

/** Makes the tables. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const { schema } = database;

  const entry = (name: string) =>
    schema
      .createTable(name)
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('enabled', 'integer', (column) => column.notNull());

  await entry('site')
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('account_type', 'text', (column) => column.notNull())
    .addColumn('account_name', 'text', (column) => column.notNull())
    .addColumn('account_secret', 'text', (column) => column.notNull())
    .addColumn('backup_password', 'text')
    .addColumn('ca_file', 'text')
    .addColumn('product', 'text')
    .execute();

  await entry('destination')
    .addColumn('plugin', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('secrets', 'text', (column) => column.notNull())
    .execute();

  await entry('schedule')
    .addColumn('every', 'text', (column) => column.notNull())
    .addColumn('last_run', 'integer')
    .addColumn('next_run', 'integer')
    .execute();

  await belongsTo(schema.createTable('transfer') as Table, 'schedule', 'site', 'destination')
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('operations', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('transfer_key', ['schedule_id', 'position'] as never)
    .execute();

  await schema
    .createTable('run')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('schedule', 'text')
    .addColumn('started', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('report', 'text', (column) => column.notNull())
    .execute();

  await belongsTo(schema.createTable('ledger') as Table, 'destination', 'site')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('content', 'blob', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('location', 'text', (column) => column.notNull())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .addColumn('sha256', 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_key', ['destination_id', 'key'] as never)
    .modifyEnd(sql`without rowid`)
    .execute();

  await belongsTo(schema.createTable('checkpoint') as Table, 'site', 'destination')
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('through', 'integer', (column) => column.notNull())
    .addColumn('asked', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('checkpoint_key', ['site_id', 'destination_id', 'operation'] as never)
    .execute();

  await belongsTo(schema.createTable('pending') as Table, 'site', 'destination')
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('lsid', 'text', (column) => column.notNull())
    .addColumn('since', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('pending_key', ['site_id', 'destination_id', 'operation', 'lsid'] as never)
    .execute();

  await belongsTo(schema.createTable('failed_item') as Table, 'destination', 'site')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('quarantined', 'integer', (column) => column.notNull())
    .addColumn('since', 'integer', (column) => column.notNull())
    .addColumn('session', 'text')
    .addColumn('position', 'integer')
    .addColumn('payload', 'blob')
    .addColumn('payload_bytes', 'integer')
    .addPrimaryKeyConstraint('failed_item_key', ['destination_id', 'key'] as never)
    .execute();

  await schema
    .createTable('notification')
    .addColumn('enabled', 'integer', (column) => column.notNull())
    .addColumn('server', 'text', (column) => column.notNull())
    .addColumn('port', 'integer', (column) => column.notNull())
    .addColumn('tls', 'text', (column) => column.notNull())
    .addColumn('username', 'text')
    .addColumn('password', 'text')
    .addColumn('sender', 'text', (column) => column.notNull())
    .addColumn('recipients', 'text', (column) => column.notNull())
    .execute();

  for (const name of ['application_setting', 'fact']) {
    await schema
      .createTable(name)
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute();
  }

  await schema
    .createTable('token')
    .addColumn('account', 'text', (column) => column.primaryKey().notNull())
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('expires', 'integer', (column) => column.notNull())
    .execute();
}

/** Rows of the table go when one of those entries goes. */
function belongsTo(table: Table, ...entries: readonly string[]): Table {
  return entries.reduce(
    (builder, entry) =>
      builder.addColumn(`${entry}_id` as never, 'integer', (column) =>
        column.notNull().references(`${entry}.id`).onDelete('cascade'),
      ),
    table,
  );
}
