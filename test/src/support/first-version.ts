import { migrations } from '@integration-client/core/store/migrations/index';
import { DatabaseSync } from '@photostructure/sqlite';

/** What takes away what each later migration than the first has made. */
const undo: Readonly<Record<string, string>> = {
  '0002-dropped': 'alter table failed_item drop column dropped',
  '0003-accepted-plugins': 'drop table accepted_plugin',
  '0004-notifications': 'alter table notification drop column ca_file; drop table incident; drop table last_success',
  '0005-backfill': 'drop table backfill',
  '0006-proxy':
    'alter table site drop column proxy; alter table site drop column proxy_username; alter table site drop column proxy_password',
  '0007-lease-holder': 'drop table lease_holder',
};

/** Makes of a settings database in a file one of the first version, with what that had in it. */
export function makeFirstVersion(path: string): void {
  const database = new DatabaseSync(path);
  try {
    for (const name of Object.keys(migrations).slice(1).reverse()) {
      const statements = undo[name];
      if (statements === undefined) throw new Error(`add to first-version.ts how ${name} is undone`);
      database.exec(statements);
      database.prepare('delete from migration where name = ?').run(name);
    }
  } finally {
    database.close();
  }
}
