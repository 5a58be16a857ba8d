import type { Disk } from '@integration-client/sdk';
import { sql } from '#kysely';
import type { SettingsDatabase } from './schema.js';

/**
 * Writes the whole database into a new file that only its owner can read, and resolves once its content is durable.
 * Throws the disk's errors and SQLite's.
 */
export async function writeCopy(database: SettingsDatabase, path: string, disk: Disk): Promise<void> {
  await (await disk.create(path, 0o600)).close();
  await sql`vacuum into ${path}`.execute(database);
  await disk.syncFile(path);
}
