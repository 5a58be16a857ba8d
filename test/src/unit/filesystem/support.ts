import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import plugin from '@integration-client/plugin-filesystem';
import {
  type BackupItem,
  type Destination,
  type Disk,
  type DiskFile,
  type GroupSetting,
  isOperation,
  nodeDisk,
  type Receipt,
  type RecordingItem,
  type SessionItem,
} from '@integration-client/sdk';
import { memoryDirectory } from '../../support/memory-directory.js';

export const site = { name: 'Example', host: 'support.example.com', product: 'RS' } as const;
export const never: AbortSignal = new AbortController().signal;
export const quiet = { debug() {}, info() {}, warn() {}, error() {} };

export type Groups = Readonly<Record<string, { readonly directory: string } & Readonly<Record<string, unknown>>>>;

/** Settings that store sessions, recordings and the newest backup in one directory. */
export function groupsIn(directory: string, more: object = {}): Groups {
  return {
    sessions: { directory, ...more },
    'session-recordings': { directory, ...more },
    'site-backups': { directory, retentionCount: 1, ...more },
  };
}

/** A destination with these settings, defaults filled in from the plugin's schema. */
export function destination(groups: Groups, disk: Disk = nodeDisk): Destination {
  const settings = Object.fromEntries(
    Object.entries(groups).map(([operation, given]) => {
      assert.ok(isOperation(operation));
      const { properties } = plugin.settings.properties[operation] as GroupSetting;
      const defaults = Object.entries(properties).flatMap(([name, property]) =>
        'default' in property ? [[name, property.default]] : [],
      );
      return [operation, { ...Object.fromEntries(defaults), ...given }];
    }),
  );
  return new plugin.destination(settings, quiet, disk);
}

export function sessionXml(lsid: string, text = 'x'): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?>\n<!-- <session lsid="no"> -->\n<session a="b" lsid="${lsid}">${text}</session>`,
  );
}

export function sessionItem(
  lsid: string,
  text = 'x',
  more: Partial<SessionItem['session'] & { previous: Receipt }> = {},
): SessionItem {
  const { previous, ...header } = more;
  return {
    operation: 'sessions',
    key: `${site.host}/sessions/${lsid}`,
    site,
    session: { lsid, lseq: '1', recordings: [], ...header },
    xml: sessionXml(lsid, text),
    parse: () => assert.fail('a file destination parses nothing'),
    ...(previous === undefined ? {} : { previous }),
  };
}

export type Content = string | Buffer | (() => Readable);

function opener(content: Content): () => Promise<Readable> {
  return async () => (typeof content === 'function' ? content() : Readable.from([Buffer.from(content)]));
}

export function recordingItem(lsid: string, content: Content, more: Partial<RecordingItem> = {}): RecordingItem {
  return {
    operation: 'session-recordings',
    key: `${site.host}/session-recordings/${lsid}`,
    site,
    session: { lsid, lseq: '1', recordings: [] },
    extension: 'm4v',
    open: opener(content),
    ...more,
  };
}

export function backupItem(second: number, content: Content, host: string = site.host): BackupItem {
  const takenAt = new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  return {
    operation: 'site-backups',
    key: `${host}/site-backups/${takenAt.toISOString()}`,
    site: { ...site, host },
    extension: 'nsb',
    takenAt,
    open: opener(content),
  };
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The files of a directory with their content. */
export async function contents(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const)),
  );
}

/** Gives each test a directory of its own, and removes it. */
export function temporaryDirectory(): () => string {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(memoryDirectory(), 'ic-filesystem-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  return () => directory;
}

export function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

type Call = (name: string, path: string) => void | Promise<void>;

/** The disk, with something done before every call, which may fail it. */
export function watchedDisk(before: Call, disk: Disk = nodeDisk): Disk {
  const watch =
    <A extends [string, ...unknown[]], R>(name: string, call: (...all: A) => Promise<R>) =>
    async (...all: A) => {
      await before(name, all[0]);
      return call(...all);
    };
  const watchFile = (path: string, file: DiskFile): DiskFile => ({
    async write(chunks) {
      await before('write', path);
      await file.write(chunks);
    },
    async setModified(time) {
      await before('setModified', path);
      await file.setModified(time);
    },
    async sync() {
      await before('sync', path);
      await file.sync();
    },
    async close() {
      // The system lets go of a file also where closing it fails.
      try {
        await before('close', path);
      } finally {
        await file.close();
      }
    },
  });
  return {
    create: watch('create', async (path: string, permissions?: number) =>
      watchFile(path, await disk.create(path, permissions)),
    ),
    read: watch('read', disk.read),
    async *readStream(path, position, length) {
      await before('readStream', path);
      yield* disk.readStream(path, position, length);
    },
    stat: watch('stat', disk.stat),
    lstat: watch('lstat', disk.lstat),
    list: watch('list', disk.list),
    makeDirectory: watch('makeDirectory', disk.makeDirectory),
    rename: watch('rename', disk.rename),
    link: watch('link', disk.link),
    remove: watch('remove', disk.remove),
    removeDirectory: watch('removeDirectory', disk.removeDirectory),
    empty: watch('empty', disk.empty),
    syncDirectory: watch('syncDirectory', disk.syncDirectory),
    syncFile: watch('syncFile', disk.syncFile),
    checkWritable: watch('checkWritable', disk.checkWritable),
  };
}
