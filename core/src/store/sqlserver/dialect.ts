import {
  type DatabaseIntrospector,
  type DatabaseMetadata,
  type Dialect,
  type Driver,
  type Kysely,
  type LimitNode,
  MssqlAdapter,
  MssqlQueryCompiler,
  type QueryCompiler,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from '#kysely';

/** Kysely's SQL Server dialect over a driver of ours, in T-SQL that SQL Server 2012 and later understand. */
export class SqlServerDialect implements Dialect {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  createDriver(): Driver {
    return this.#driver;
  }

  createQueryCompiler(): QueryCompiler {
    return new SqlServerQueryCompiler();
  }

  createAdapter(): SqlServerAdapter {
    return new SqlServerAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new TableIntrospector(database);
  }
}

/** Every transaction takes a lock of ours, that of a migration too; Kysely's own would need the rights of `dbo`. */
export class SqlServerAdapter extends MssqlAdapter {
  override async acquireMigrationLock(): Promise<void> {}

  override async releaseMigrationLock(): Promise<void> {}
}

class SqlServerQueryCompiler extends MssqlQueryCompiler {
  protected override getLeftIdentifierWrapper(): string {
    return '[';
  }

  protected override getRightIdentifierWrapper(): string {
    return ']';
  }

  protected override sanitizeIdentifier(identifier: string): string {
    return identifier.replaceAll(']', ']]');
  }

  protected override getCurrentParameterPlaceholder(): string {
    return `@p${this.numParameters}`;
  }

  /** A parameter has a type, and SQL Server takes no text for bytes, not even NULL. */
  protected override appendValue(value: unknown): void {
    if (value === null || value === undefined) this.append('null');
    else super.appendValue(value);
  }

  /** Needs an order, which whoever limits has given. */
  protected override visitLimit(node: LimitNode): void {
    this.append('offset 0 rows fetch next ');
    this.visitNode(node.limit);
    this.append(' rows only');
  }
}

/** Says which tables there are, and no more: that is what migrations ask for. */
class TableIntrospector implements DatabaseIntrospector {
  readonly #database: Kysely<unknown>;

  constructor(database: Kysely<unknown>) {
    this.#database = database;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`select [name] from sys.schemas`.execute(this.#database);
    return rows;
  }

  async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<{ readonly name: string }>`
      select t.[name] from sys.tables as t join sys.schemas as s on s.[schema_id] = t.[schema_id]
      where s.[name] = schema_name()`.execute(this.#database);
    return rows.map(({ name }) => ({ name, isView: false, columns: [] }));
  }

  async getMetadata(): Promise<DatabaseMetadata> {
    return { tables: await this.getTables() };
  }
}
