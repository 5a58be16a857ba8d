import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { storageTables } from '@integration-client/sdk';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

/** How a promise was broken. `wrong`: what is remembered or left behind is not what it should be. */
export type FaultKind = 'lost' | 'doubled' | 'half' | 'wrong';

export interface Fault {
  readonly kind: FaultKind;
  readonly text: string;
}

/** Something that a destination holds. */
export interface Held {
  /** Written as receipts write it. */
  readonly location: string;
  /** The same for the same content: the SHA-256 of a file, or of a session's rows. */
  readonly fingerprint: string;
}

/** An entry of the ledger. */
export interface LedgerRow {
  readonly key: string;
  readonly location: string;
  readonly sha256: string;
}

/** What is found on the disk when no process is at work. */
export interface Findings {
  readonly held: readonly Held[];
  readonly ledger: readonly LedgerRow[];
  /** Checkpoints, pending sessions and failed items, but for times that differ between runs. */
  readonly remembered: string;
  /** The sites and destinations of the settings; undefined where there is no settings database. */
  readonly configured: string | undefined;
  /** Files under temporary names. */
  readonly temporary: readonly string[];
  /** What is wrong whatever the run was about: a damaged database, rows without what they belong to. */
  readonly faults: readonly Fault[];
}

/** What is remembered where nothing can be read. */
const nothing = { ledger: [], remembered: '', configured: undefined } as const;

/**
 * Looks at what a process left behind, without touching it: databases are opened as copies, as opening one already tidies up.
 * @param copy a directory for them that was never used before: a database that is closed late still removes its log
 */
export async function lookAt(home: string, archive: string, copy: string): Promise<Findings> {
  for (const directory of [home, archive]) await copyWhole(directory, join(copy, basename(directory)));
  const faults: Fault[] = [];
  const files = await filesIn(archive);
  const isTemporary = (name: string) => /\.(ic-part|unfinished)$/.test(name);
  const isDatabase = files.some((name) => name.startsWith('sessions.db'));
  const held = isDatabase
    ? open(
        join(copy, 'archive', 'sessions.db'),
        faults,
        (database) => heldRows(database, join(archive, 'sessions.db'), faults),
        [],
      )
    : await Promise.all(files.filter((name) => !isTemporary(name)).map((name) => heldFile(join(archive, name))));
  const inHome = await filesIn(home);
  const settings = inHome.includes('settings.db')
    ? open<SettingsFindings>(join(copy, 'home', 'settings.db'), faults, settingsIn, nothing)
    : nothing;
  await rm(copy, { recursive: true, force: true });
  return { held, ...settings, temporary: [...files, ...inHome].filter(isTemporary), faults };
}

type SettingsFindings = Pick<Findings, 'ledger' | 'remembered' | 'configured'>;

function settingsIn(database: DatabaseSyncInstance): SettingsFindings {
  const all = (...queries: string[]) => JSON.stringify(queries.map((sql) => database.prepare(sql).all()));
  return {
    ledger: database.prepare('select key, location, lower(hex(sha256)) as sha256 from ledger').all() as LedgerRow[],
    remembered: all(
      'select operation, through from checkpoint order by operation',
      'select operation, lsid from pending order by operation, lsid',
      'select key from failed_item order by key',
    ),
    configured: all('select name, host from site', 'select name, plugin, settings from destination'),
  };
}

/** What vanishes meanwhile is the log of a database that is closed late: then what it held is in the database. */
async function copyWhole(from: string, to: string): Promise<void> {
  for (;;) {
    const before = await filesIn(from);
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true }).catch(ignoreMissing);
    if ((await filesIn(from)).join() === before.join() && (await filesIn(to)).join() === before.join()) return;
  }
}

/** Opens a database, which a reader after a crash must be able to do, and looks whether it is sound. */
function open<T>(path: string, faults: Fault[], read: (database: DatabaseSyncInstance) => T, otherwise: T): T {
  let database: DatabaseSyncInstance | undefined;
  try {
    database = new DatabaseSync(path);
    const [integrity] = database.prepare('pragma integrity_check').all() as { integrity_check: string }[];
    if (integrity?.integrity_check !== 'ok') faults.push(half(`${path} is damaged: ${integrity?.integrity_check}`));
    const orphans = database.prepare('pragma foreign_key_check').all();
    if (orphans.length > 0) faults.push(half(`${path} has rows without a parent: ${JSON.stringify(orphans)}`));
    return read(database);
  } catch (error) {
    faults.push(half(`${path} cannot be read: ${error}`));
    return otherwise;
  } finally {
    database?.close();
  }
}

async function heldFile(path: string): Promise<Held> {
  return { location: path, fingerprint: sha256(await readFile(path)) };
}

/** Each session with all that belongs to it; without the numbers of rows, which differ between two ways to the same content. */
function heldRows(database: DatabaseSyncInstance, file: string, faults: Fault[]): Held[] {
  const tables = new Set(database.prepare("select name from sqlite_schema where type = 'table'").all().map(nameOf));
  if (!tables.has('session')) return [];
  const sessions = database.prepare('select * from session').all() as Record<string, unknown>[];
  const twice = database.prepare('select lsid from session group by host_name, lsid having count(*) > 1').all();
  if (twice.length > 0) faults.push({ kind: 'doubled', text: `sessions with two rows: ${JSON.stringify(twice)}` });
  return sessions.map(({ id, ...session }) => {
    const rows = [JSON.stringify(session)];
    for (const { name, columns } of storageTables) {
      const parent = columns.find((column) => column.references !== undefined);
      if (parent === undefined) continue;
      const shown = columns
        .filter((column) => column.type !== 'id' && column !== parent)
        .map(({ name }) => `"${name}"`);
      const ofSession =
        parent.references === 'session' ? '= ?' : `in (select id from "${parent.references}" where session_id = ?)`;
      const sql = `select ${shown.join(', ')} from "${name}" where "${parent.name}" ${ofSession}`;
      const found = database
        .prepare(sql)
        .all(id)
        .map((row: object) => JSON.stringify(row));
      rows.push(name, ...found.sort());
    }
    return { location: `${file}: session ${id}`, fingerprint: sha256(rows.join('\n')) };
  });
}

function nameOf(row: object): string {
  return String((row as { name: unknown }).name);
}

/** Names of all files below a directory; none where it is not there. */
export async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(ignoreMissing);
  return (entries ?? [])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function half(text: string): Fault {
  return { kind: 'half', text };
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
