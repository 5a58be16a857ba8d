import { isOperation, type Operation } from '@integration-client/sdk';

/**
 * Most characters of an lsid. Appliances have 32; an index of SQL Server takes 900 bytes, and so an item's key 440 characters,
 * which are what a host's name, an operation, an lsid and the number of a recording can come to.
 */
export const longestLsid = 128;

/** What is wrong with an lsid that no item can have in its key; nothing when it is fine. */
export function lsidFault(lsid: string): string | undefined {
  if (lsid.length > longestLsid) return `longer than ${longestLsid} characters`;
  // SQL Server takes two texts for the same that differ only in spaces at the end.
  return lsid.endsWith(' ') ? 'with a space at its end' : undefined;
}

/** The key of a session, a presentation or a recording: `host/operation/lsid`, with `/instance` where there are several. */
export function sessionItemKey(host: string, operation: Operation, lsid: string, instance?: number): string {
  const key = `${host.toLowerCase()}/${operation}/${lsid}`;
  return instance === undefined ? key : `${key}/${instance}`;
}

/** What an item's key says of it. */
export interface ItemKey {
  /** In lower case. */
  readonly host: string;
  readonly operation: Operation;
  /** Absent where the appliance cannot be asked for the item again: a backup, or what has no readable lsid. */
  readonly lsid?: string;
  readonly instance?: number;
}

/** Operations of which one session can have several items. */
const withInstance: ReadonlySet<Operation> = new Set(['command-shell-recordings', 'show-my-screen-recordings']);

/** Reads what {@link sessionItemKey} and the others wrote; undefined for any other text. */
export function parseItemKey(key: string): ItemKey | undefined {
  const [, host, operation, rest] = /^([^/]*)\/([^/]*)\/(.*)$/s.exec(key) ?? [];
  if (host === undefined || operation === undefined || rest === undefined || !isOperation(operation)) return undefined;
  if (operation === 'site-backups' || /^unreadable-[0-9a-f]{32}$/.test(rest)) return { host, operation };
  // A lsid may hold anything, slashes too: only the operation tells whether a number after one is an instance.
  const [, lsid, instance] = (withInstance.has(operation) && /^(.*)\/(0|[1-9]\d{0,8})$/s.exec(rest)) || [];
  if (lsid === undefined) return { host, operation, lsid: rest };
  return { host, operation, lsid, instance: Number(instance) };
}

/** The key of a backup: each one asked for is an item of its own. */
export function backupItemKey(host: string, takenAt: Date): string {
  return `${host.toLowerCase()}/site-backups/${takenAt.toISOString()}`;
}

/** The key of something in a report that has no readable lsid: the same bytes have the same key. */
export function unreadableItemKey(host: string, operation: Operation, contentHash: string): string {
  return `${host.toLowerCase()}/${operation}/unreadable-${contentHash.slice(0, 32)}`;
}
