import { open } from 'node:fs/promises';
import { nodeDisk } from '@integration-client/sdk';
import { sql } from 'kysely';
import type { SettingsDatabase } from './schema.js';

/** Writes the whole database into a new file that only its owner can read, and resolves once that is durable. */
export async function writeCopy(database: SettingsDatabase, path: string): Promise<void> {
  await (await open(path, 'wx', 0o600)).close();
  await sql`vacuum into ${path}`.execute(database);
  await nodeDisk.syncFile(path);
}
