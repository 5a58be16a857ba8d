import type { CreateTableBuilder, Kysely } from 'kysely';
import { type ColumnTypes, columnTypes } from '../column-types.js';

type Table = CreateTableBuilder<string, never>;

/** Makes the tables. */
export async function up(database: Kysely<unknown>): Promise<void> {
  const { schema } = database;
  const types = columnTypes(database);

  const entry = (name: string) =>
    schema
      .createTable(name)
      .addColumn('id', types.integer, types.numbered)
      .addColumn('name', types.key(450), (column) => column.notNull().unique())
      .addColumn('position', types.integer, (column) => column.notNull())
      .addColumn('enabled', types.integer, (column) => column.notNull());

  await entry('site')
    .addColumn('host', types.text, (column) => column.notNull())
    .addColumn('account_type', types.text, (column) => column.notNull())
    .addColumn('account_name', types.text, (column) => column.notNull())
    .addColumn('account_secret', types.text, (column) => column.notNull())
    .addColumn('backup_password', types.text)
    .addColumn('ca_file', types.text)
    .addColumn('product', types.text)
    .execute();

  await entry('destination')
    .addColumn('plugin', types.text, (column) => column.notNull())
    .addColumn('settings', types.text, (column) => column.notNull())
    .addColumn('secrets', types.text, (column) => column.notNull())
    .execute();

  await entry('schedule')
    .addColumn('every', types.text, (column) => column.notNull())
    .addColumn('last_run', types.integer)
    .addColumn('next_run', types.integer)
    .execute();

  await belongsTo(types, schema.createTable('transfer') as Table, 'schedule', 'site', 'destination')
    .addColumn('position', types.integer, (column) => column.notNull())
    .addColumn('operations', types.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('transfer_key', ['schedule_id', 'position'] as never)
    .execute();

  await schema
    .createTable('run')
    .addColumn('id', types.integer, types.numbered)
    .addColumn('schedule', types.text)
    .addColumn('started', types.integer, (column) => column.notNull())
    .addColumn('outcome', types.text, (column) => column.notNull())
    .addColumn('report', types.text, (column) => column.notNull())
    .execute();

  await belongsTo(types, schema.createTable('ledger') as Table, 'destination', 'site')
    .addColumn('key', types.key(440), (column) => column.notNull())
    .addColumn('content', types.bytes, (column) => column.notNull())
    .addColumn('outcome', types.text, (column) => column.notNull())
    .addColumn('location', types.text, (column) => column.notNull())
    .addColumn('bytes', types.integer, (column) => column.notNull())
    .addColumn('sha256', types.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_key', ['destination_id', 'key'] as never)
    .modifyEnd(types.byKeyOnly)
    .execute();

  await belongsTo(types, schema.createTable('checkpoint') as Table, 'site', 'destination')
    .addColumn('operation', types.key(40), (column) => column.notNull())
    .addColumn('through', types.integer, (column) => column.notNull())
    .addColumn('asked', types.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('checkpoint_key', ['site_id', 'destination_id', 'operation'] as never)
    .execute();

  await belongsTo(types, schema.createTable('pending') as Table, 'site', 'destination')
    .addColumn('operation', types.key(40), (column) => column.notNull())
    .addColumn('lsid', types.key(128), (column) => column.notNull())
    .addColumn('since', types.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('pending_key', ['site_id', 'destination_id', 'operation', 'lsid'] as never)
    .execute();

  await belongsTo(types, schema.createTable('failed_item') as Table, 'destination', 'site')
    .addColumn('key', types.key(440), (column) => column.notNull())
    .addColumn('operation', types.text, (column) => column.notNull())
    .addColumn('code', types.text, (column) => column.notNull())
    .addColumn('message', types.text, (column) => column.notNull())
    .addColumn('attempts', types.integer, (column) => column.notNull())
    .addColumn('quarantined', types.integer, (column) => column.notNull())
    .addColumn('since', types.integer, (column) => column.notNull())
    .addColumn('session', types.text)
    .addColumn('position', types.integer)
    .addColumn('payload', types.bytes)
    .addColumn('payload_bytes', types.integer)
    .addPrimaryKeyConstraint('failed_item_key', ['destination_id', 'key'] as never)
    .execute();

  await schema
    .createTable('notification')
    .addColumn('enabled', types.integer, (column) => column.notNull())
    .addColumn('server', types.text, (column) => column.notNull())
    .addColumn('port', types.integer, (column) => column.notNull())
    .addColumn('tls', types.text, (column) => column.notNull())
    .addColumn('username', types.text)
    .addColumn('password', types.text)
    .addColumn('sender', types.text, (column) => column.notNull())
    .addColumn('recipients', types.text, (column) => column.notNull())
    .execute();

  for (const name of ['application_setting', 'fact']) {
    await schema
      .createTable(name)
      .addColumn('name', types.key(128), (column) => column.primaryKey().notNull())
      .addColumn('value', types.text, (column) => column.notNull())
      .execute();
  }

  await schema
    .createTable('token')
    .addColumn('account', types.key(128), (column) => column.primaryKey().notNull())
    .addColumn('token', types.text, (column) => column.notNull())
    .addColumn('expires', types.integer, (column) => column.notNull())
    .execute();
}

/** Rows of the table go when one of those entries goes. */
function belongsTo(types: ColumnTypes, table: Table, ...entries: readonly string[]): Table {
  return entries.reduce(
    (builder, entry) =>
      builder.addColumn(`${entry}_id` as never, types.integer, (column) =>
        column.notNull().references(`${entry}.id`).onDelete('cascade'),
      ),
    table,
  );
}
