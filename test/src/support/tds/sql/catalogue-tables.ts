/**
 * What SQLite does not know of a table (its T-SQL types, the names of its constraints) stands in tables of the double's own,
 * in the same database: so it takes part in transactions. Their names begin with `~`. The catalogue views of SQL Server are
 * views over them, under names with a dot: "sys.tables".
 */
export const catalogueTables = `
CREATE TABLE "~schema" (schema_id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE);
INSERT INTO "~schema" VALUES (1, 'dbo'), (3, 'INFORMATION_SCHEMA'), (4, 'sys');
CREATE TABLE "~object" (
  object_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE, schema_id INTEGER NOT NULL,
  parent_object_id INTEGER NOT NULL, type TEXT NOT NULL, definition TEXT, UNIQUE (schema_id, name));
CREATE TABLE "~column" (
  object_id INTEGER NOT NULL, column_id INTEGER NOT NULL, name TEXT NOT NULL COLLATE NOCASE, type TEXT NOT NULL,
  length INTEGER, precision INTEGER, scale INTEGER, is_nullable INTEGER NOT NULL, is_identity INTEGER NOT NULL,
  collation_name TEXT, default_object_id INTEGER NOT NULL DEFAULT 0, UNIQUE (object_id, name));
CREATE TABLE "~index" (
  object_id INTEGER NOT NULL, index_id INTEGER NOT NULL, name TEXT NOT NULL COLLATE NOCASE, is_unique INTEGER NOT NULL,
  is_primary_key INTEGER NOT NULL, is_unique_constraint INTEGER NOT NULL, UNIQUE (object_id, name));
CREATE TABLE "~index_column" (
  object_id INTEGER NOT NULL, index_id INTEGER NOT NULL, key_ordinal INTEGER NOT NULL, column_id INTEGER NOT NULL,
  is_descending_key INTEGER NOT NULL);
CREATE TABLE "~foreign_key" (
  object_id INTEGER PRIMARY KEY, parent_object_id INTEGER NOT NULL, referenced_object_id INTEGER NOT NULL,
  delete_action TEXT NOT NULL, update_action TEXT NOT NULL, is_not_trusted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "~foreign_key_column" (
  constraint_object_id INTEGER NOT NULL, constraint_column_id INTEGER NOT NULL, parent_object_id INTEGER NOT NULL,
  parent_column_id INTEGER NOT NULL, referenced_object_id INTEGER NOT NULL, referenced_column_id INTEGER NOT NULL);
CREATE TABLE "~type" (user_type_id INTEGER, name TEXT COLLATE NOCASE, max_length INTEGER);
INSERT INTO "~type" VALUES
  (127, 'bigint', 8), (56, 'int', 4), (52, 'smallint', 2), (48, 'tinyint', 1), (104, 'bit', 1), (62, 'float', 8),
  (59, 'real', 4), (106, 'decimal', 17), (231, 'nvarchar', 8000), (167, 'varchar', 8000), (239, 'nchar', 8000),
  (175, 'char', 8000), (165, 'varbinary', 8000), (173, 'binary', 8000), (42, 'datetime2', 8), (61, 'datetime', 8),
  (40, 'date', 3), (36, 'uniqueidentifier', 16);
`;

const bytesOfColumn = `CASE WHEN c.length < 0 THEN -1 WHEN c.type IN ('nvarchar', 'nchar') THEN c.length * 2
  ELSE coalesce(c.length, t.max_length) END`;
const actionNumber = (column: string): string =>
  `CASE ${column} WHEN 'CASCADE' THEN 1 WHEN 'SET NULL' THEN 2 WHEN 'SET DEFAULT' THEN 3 ELSE 0 END`;

/** The views by their names, with what they select. Only what the product and Kysely read is there. */
export const catalogueViews: Readonly<Record<string, string>> = {
  'sys.schemas': `SELECT name, schema_id, 1 AS principal_id FROM "~schema"`,
  'sys.objects': `SELECT name, object_id, schema_id, parent_object_id, substr(type || ' ', 1, 2) AS type FROM "~object"`,
  'sys.tables': `SELECT name, object_id, schema_id, parent_object_id, 'U ' AS type, 'USER_TABLE' AS type_desc,
    0 AS is_ms_shipped FROM "~object" WHERE type = 'U'`,
  'sys.views': `SELECT name, object_id, schema_id, 'V ' AS type, 'VIEW' AS type_desc FROM "~object" WHERE type = 'V'`,
  'sys.types': `SELECT name, user_type_id AS system_type_id, user_type_id, 4 AS schema_id, max_length,
    1 AS is_nullable, 0 AS is_user_defined FROM "~type"`,
  'sys.columns': `SELECT c.object_id, c.name, c.column_id, t.user_type_id AS system_type_id, t.user_type_id,
    ${bytesOfColumn} AS max_length, coalesce(c.precision, 0) AS precision, coalesce(c.scale, 0) AS scale,
    c.collation_name, c.is_nullable, c.is_identity, 0 AS is_computed, 0 AS is_rowguidcol, c.default_object_id,
    0 AS generated_always_type, 'NOT_APPLICABLE' AS generated_always_type_desc
    FROM "~column" c JOIN "~type" t ON t.name = c.type`,
  'sys.default_constraints': `SELECT o.name, o.object_id, o.schema_id, o.parent_object_id,
    c.column_id AS parent_column_id, 'D ' AS type, o.definition
    FROM "~object" o JOIN "~column" c ON c.default_object_id = o.object_id WHERE o.type = 'D'`,
  'sys.check_constraints': `SELECT name, object_id, schema_id, parent_object_id, 'C ' AS type, definition
    FROM "~object" WHERE type = 'C'`,
  'sys.key_constraints': `SELECT o.name, o.object_id, o.schema_id, o.parent_object_id, o.type,
    CASE o.type WHEN 'PK' THEN 'PRIMARY_KEY_CONSTRAINT' ELSE 'UNIQUE_CONSTRAINT' END AS type_desc,
    i.index_id AS unique_index_id FROM "~object" o JOIN "~index" i
    ON i.object_id = o.parent_object_id AND i.name = o.name WHERE o.type IN ('PK', 'UQ')`,
  'sys.indexes': `SELECT object_id, name, index_id, CASE index_id WHEN 1 THEN 1 ELSE 2 END AS type,
    CASE index_id WHEN 1 THEN 'CLUSTERED' ELSE 'NONCLUSTERED' END AS type_desc, is_unique, is_primary_key,
    is_unique_constraint, 0 AS is_disabled, 0 AS is_hypothetical, 0 AS has_filter FROM "~index"`,
  'sys.index_columns': `SELECT object_id, index_id, key_ordinal AS index_column_id, column_id, key_ordinal,
    is_descending_key, 0 AS is_included_column FROM "~index_column"`,
  'sys.foreign_keys': `SELECT o.name, o.object_id, o.schema_id, f.parent_object_id, f.referenced_object_id,
    'F ' AS type, 0 AS is_disabled, f.is_not_trusted,
    ${actionNumber('f.delete_action')} AS delete_referential_action,
    replace(f.delete_action, ' ', '_') AS delete_referential_action_desc,
    ${actionNumber('f.update_action')} AS update_referential_action,
    replace(f.update_action, ' ', '_') AS update_referential_action_desc
    FROM "~foreign_key" f JOIN "~object" o ON o.object_id = f.object_id`,
  'sys.foreign_key_columns': `SELECT * FROM "~foreign_key_column"`,
  'sys.extended_properties': `SELECT 0 AS class, 0 AS major_id, 0 AS minor_id, '' AS name, '' AS value WHERE 0`,
  'sys.databases': `SELECT value ->> 'name' AS name, value ->> 'id' AS database_id, 'ONLINE' AS state_desc,
    0 AS state, 0 AS is_read_only, 150 AS compatibility_level,
    'SQL_Latin1_General_CP1_CI_AS' AS collation_name FROM json_each("~databases"())`,
  'INFORMATION_SCHEMA.TABLES': `SELECT "~database"() AS TABLE_CATALOG, s.name AS TABLE_SCHEMA, o.name AS TABLE_NAME,
    'BASE TABLE' AS TABLE_TYPE FROM "~object" o JOIN "~schema" s ON s.schema_id = o.schema_id WHERE o.type = 'U'`,
  'INFORMATION_SCHEMA.COLUMNS': `SELECT "~database"() AS TABLE_CATALOG, s.name AS TABLE_SCHEMA, o.name AS TABLE_NAME,
    c.name AS COLUMN_NAME, c.column_id AS ORDINAL_POSITION,
    CASE c.is_nullable WHEN 1 THEN 'YES' ELSE 'NO' END AS IS_NULLABLE, c.type AS DATA_TYPE,
    c.length AS CHARACTER_MAXIMUM_LENGTH, c.scale AS DATETIME_PRECISION, c.collation_name AS COLLATION_NAME
    FROM "~column" c JOIN "~object" o ON o.object_id = c.object_id JOIN "~schema" s ON s.schema_id = o.schema_id
    WHERE o.type = 'U'`,
};
