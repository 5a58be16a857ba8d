/**
 * What a column holds; each SQL plugin maps it to a type of its database.
 *
 * `id`: the row's own number, given when it is written. `reference`: the id of a row of the parent table. `integer`: a whole
 * number of up to 15 digits. `text`: of any length. `key-text`: text that is indexed or looked up, usually short.
 * `timestamp`: a moment in UTC. `boolean`: true or false, kept as 1 or 0.
 */
export type ColumnType = 'id' | 'reference' | 'integer' | 'text' | 'key-text' | 'timestamp' | 'boolean';

/** One column of a table. */
export interface ColumnDefinition {
  /** Lower case with underscores, as dashboards read it; never renamed. */
  readonly name: string;
  /** What it holds; the plugin chooses the type of its database. */
  readonly type: ColumnType;
  /** For people: what it says, in which unit. */
  readonly description: string;
  /** Whether it can be empty (NULL). */
  readonly nullable: boolean;
  /** Of a `reference`: the table whose `id` it holds. Rows go when the row they refer to goes (on delete cascade). */
  readonly references?: string;
  /** Not among the columns that the guides of the original product document. */
  readonly extra?: true;
}

/** One table. */
export interface TableDefinition {
  /** Lower case with underscores. `user` is a reserved word of some databases: quote it. */
  readonly name: string;
  /** For people: what one row is. */
  readonly description: string;
  /** In the order of the documentation, `id` first. */
  readonly columns: readonly ColumnDefinition[];
  /** Groups of columns of which no two rows may have the same values. */
  readonly unique: readonly (readonly string[])[];
  /** Groups of columns that are indexed, beyond {@link unique} and the id. */
  readonly indexes: readonly (readonly string[])[];
}
