import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/**
 * Runs work whose changes are all made or none. IMMEDIATE takes the write lock at once: a lock that is wanted only half
 * way cannot be waited for when another process wrote meanwhile.
 */
export function inTransaction<T>(db: DatabaseSyncInstance, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // Some errors (a full disk among them) have rolled back by themselves.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
