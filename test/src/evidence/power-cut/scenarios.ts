import { resolve } from 'node:path';
import type { Operation } from '@integration-client/sdk';
import type { Groups } from '../../unit/filesystem/support.js';
import { day, hour, minute, type WorldRecording, type WorldSession } from '../../unit/transfer/world.js';

/** When the first run begins. */
export const noon = Date.parse('2026-03-01T12:00:00Z');

/** Up to when the client asked before that: it asks in two windows, as a window ends a week after. */
export const askedBefore = new Date(noon - 8 * day);

/** What a client is to do while the power fails. */
export interface Scenario {
  readonly name: string;
  /** A File System destination's settings. */
  readonly groups: Groups;
  /** What happens on the appliance. */
  readonly sessions: readonly WorldSession[];
  /** When runs begin, true time. */
  readonly runs: readonly number[];
  /** False: a file system without hard links. */
  readonly hardLinks?: false;
  /** All items of an operation want the same name and have no numbers: one of them has it in the end. */
  readonly oneName?: true;
  /**
   * A changed session has another name. The run after a power cut then comes before anything else changes: a file that was
   * never recorded is not found again under another name.
   */
  readonly namesChange?: true;
  /** So many prior backups stay. */
  readonly retention?: number;
}

const root = resolve('/archive');
const sessions = { directory: resolve(root, 'sessions') };
const recorded: readonly WorldRecording[] = [
  { operation: 'session-recordings' },
  { operation: 'command-shell-recordings' },
];

/** Sessions that ended one after the other in the time before the first run, days ago the first of them. */
function ended(count: number, more: Partial<WorldSession> = {}): WorldSession[] {
  return Array.from({ length: count }, (_, index) => {
    const begin = noon - (count - index) * 7 * hour - index * minute;
    return { lsid: `s${index}`, begin, end: begin + hour, ...more };
  });
}

/** They change between the first run and the second, and ended so late before the first that the second still sees it. */
function changing(count: number, recordings: readonly WorldRecording[] = []): WorldSession[] {
  return Array.from({ length: count }, (_, index) => {
    const end = noon - (index + 1) * minute;
    return { lsid: `c${index}`, begin: end - (50 + index) * minute, end, changes: noon + 30 * minute, recordings };
  });
}

const oneAfterTheOther = [noon, noon + hour];
const sameName = { ...sessions, fileName: 'session.xml' };
const sameNames = { ...sameName, directory: resolve(root, 'all') };

/** What is tried: each way in which the File System plugin gives a name, and changes or removes one. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'one new session',
    groups: { sessions },
    sessions: ended(1),
    runs: [noon],
  },
  {
    name: 'new sessions',
    groups: { sessions },
    sessions: ended(8),
    runs: [noon],
  },
  {
    name: 'many sessions that share flushes',
    groups: { sessions },
    sessions: Array.from({ length: 20 }, (_, index) => ({
      lsid: `m${index}`,
      begin: noon - hour - index * minute,
      end: noon - 10 * minute,
    })),
    runs: [noon],
  },
  {
    name: 'changed sessions, and one that was open',
    groups: { sessions },
    sessions: [...changing(5), { lsid: 'open', begin: noon - 2 * hour, end: noon + 20 * minute }],
    runs: oneAfterTheOther,
  },
  {
    name: 'sessions whose names change',
    groups: { sessions: { ...sessions, fileName: '%EXTERNAL_KEY%-%LSID%.xml' } },
    sessions: changing(5),
    runs: oneAfterTheOther,
    namesChange: true,
  },
  {
    name: 'one name for all, AppendNumber',
    groups: {
      sessions: sameName,
      'session-recordings': { directory: resolve(root, 'videos'), fileName: 'video.m4v' },
    },
    sessions: changing(4, recorded.slice(0, 1)),
    runs: oneAfterTheOther,
  },
  {
    name: 'one name for all, Overwrite',
    groups: {
      sessions: { ...sameName, conflict: 'Overwrite' },
      'session-recordings': { directory: resolve(root, 'videos'), fileName: 'video.m4v', conflict: 'Overwrite' },
    },
    sessions: changing(4, recorded.slice(0, 1)),
    runs: oneAfterTheOther,
    oneName: true,
  },
  {
    name: 'one name for all, Skip',
    groups: {
      sessions: { ...sameName, conflict: 'Skip' },
      'session-recordings': { directory: resolve(root, 'videos'), fileName: 'video.m4v', conflict: 'Skip' },
    },
    sessions: changing(4, recorded.slice(0, 1)),
    runs: oneAfterTheOther,
    oneName: true,
  },
  {
    name: 'recordings in directories that are made side by side',
    groups: {
      sessions: { directory: resolve(root, 'made', 'here', 'sessions') },
      'session-recordings': { directory: resolve(root, 'made', 'videos', 'desktop') },
      'command-shell-recordings': { directory: resolve(root, 'made', 'videos', 'shell') },
    },
    sessions: ended(3, { recordings: recorded }),
    runs: [noon],
  },
  {
    name: 'everything in one directory, with one name',
    groups: {
      sessions: sameNames,
      'session-recordings': { ...sameNames, fileName: 'video.m4v' },
      'command-shell-recordings': { ...sameNames, fileName: 'video.m4v' },
    },
    sessions: ended(3, { recordings: recorded }),
    runs: [noon],
  },
  {
    name: 'backups, of which two stay',
    groups: { 'site-backups': { directory: resolve(root, 'backups'), retentionCount: 1 } },
    sessions: [],
    runs: [noon, noon + hour, noon + 2 * hour, noon + 3 * hour],
    retention: 1,
  },
  {
    name: 'no hard links: changed sessions and recordings',
    groups: { sessions: sameName, 'session-recordings': { directory: resolve(root, 'videos') } },
    sessions: changing(3, recorded.slice(0, 1)),
    runs: oneAfterTheOther,
    hardLinks: false,
  },
];

/** What a scenario's transfer is about. */
export function operationsOf({ groups }: Scenario): Operation[] {
  return Object.keys(groups) as Operation[];
}
