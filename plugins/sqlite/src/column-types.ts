import type { ColumnType } from '@integration-client/sdk';

/**
 * How SQLite keeps each type. Timestamps are text `YYYY-MM-DD HH:MM:SS` (UTC), which is what SQLite's own date functions
 * read and answer, so that the two compare. AUTOINCREMENT, because without it SQLite gives the ids of replaced rows again
 * and a reader that continues after the last id it saw would miss the new rows.
 */
export const columnTypes: Readonly<Record<ColumnType, string>> = {
  id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  reference: 'INTEGER',
  integer: 'INTEGER',
  text: 'TEXT',
  'key-text': 'TEXT',
  timestamp: 'TEXT',
  boolean: 'INTEGER',
};
