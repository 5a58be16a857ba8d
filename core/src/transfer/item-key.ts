import type { Operation } from '@integration-client/sdk';

/** The key of a session, a presentation or a recording: `host/operation/lsid`, with `/instance` where there are several. */
export function sessionItemKey(host: string, operation: Operation, lsid: string, instance?: number): string {
  const key = `${host.toLowerCase()}/${operation}/${lsid}`;
  return instance === undefined ? key : `${key}/${instance}`;
}

/** The key of a backup: each one asked for is an item of its own. */
export function backupItemKey(host: string, takenAt: Date): string {
  return `${host.toLowerCase()}/site-backups/${takenAt.toISOString()}`;
}

/** The key of something in a report that has no readable lsid: the same bytes have the same key. */
export function unreadableItemKey(host: string, operation: Operation, contentHash: string): string {
  return `${host.toLowerCase()}/${operation}/unreadable-${contentHash.slice(0, 32)}`;
}
