import { ConfigError, RetryableError, UnreachableError } from '@integration-client/sdk';

/** What an error of the disk has to become. */
export interface Expected {
  readonly kind: typeof ConfigError | typeof UnreachableError;
  readonly code: string;
  readonly says: RegExp;
}

/** By the system's code, wherever it comes from. */
export const byErrno: Readonly<Record<string, Expected>> = {
  ENOSPC: { kind: UnreachableError, code: 'disk-full', says: /^The disk is full: / },
  EIO: { kind: UnreachableError, code: 'disk-error', says: /^The disk failed: / },
  EACCES: { kind: ConfigError, code: 'directory-not-writable', says: /^Not allowed to write: / },
  EPERM: { kind: ConfigError, code: 'directory-not-writable', says: /^Not allowed to write: / },
  EROFS: { kind: ConfigError, code: 'directory-not-writable', says: /^Not allowed to write: / },
  EMFILE: { kind: UnreachableError, code: 'disk-busy', says: /^The system is busy: / },
  EBUSY: { kind: UnreachableError, code: 'disk-busy', says: /^The system is busy: / },
  EXDEV: { kind: UnreachableError, code: 'disk-error', says: /^The disk failed: / },
  ENOENT: { kind: UnreachableError, code: 'disk-error', says: /^The disk failed: / },
  ETIMEDOUT: { kind: UnreachableError, code: 'directory-unreachable', says: /^The place cannot be reached: / },
};

export const errnos = Object.keys(byErrno);

/** Calls whose failure stops nothing: everything that is due is delivered all the same. */
interface Harmless {
  /** A call and what it is about, see `FaultyDisk`. */
  readonly call: RegExp;
  /** Absent: all of them. */
  readonly errnos?: readonly string[];
  readonly because: string;
}

export const harmless: readonly Harmless[] = [
  {
    call: /^link temporary$/,
    errnos: ['EACCES', 'EPERM', 'EXDEV'],
    because: 'the file system knows no hard links: the file is renamed',
  },
  {
    call: /^rename temporary$/,
    errnos: ['EACCES', 'EBUSY', 'EPERM'],
    because: 'another program has the file open: it is tried again within the run',
  },
  { call: /^remove temporary$/, because: 'what is whole has its name by then; the next run removes what is left' },
  { call: /^list leftovers$/, because: 'what dead processes left is removed by a later run' },
  {
    call: /^syncDirectory above$/,
    errnos: ['EACCES', 'ENOENT', 'EPERM'],
    because: 'not every account may read what is above the directory, which was there before',
  },
  {
    call: /^syncFile file$/,
    errnos: ['EACCES', 'EPERM'],
    because: 'the file has its name, so it was flushed; somebody made it read-only since then',
  },
  { call: /retention$/, because: 'the backup itself is stored: old ones are removed after a later one' },
];

/** What is to come of a call that fails; undefined where nothing is. */
export function expectedOf(call: string, errno: string): Expected | undefined {
  const passes = harmless.some((each) => each.call.test(call) && (each.errnos ?? [errno]).includes(errno));
  return passes ? undefined : byErrno[errno];
}

/** What an error of a kind makes of a run. */
export function outcomeOf({ kind }: Expected): 'refused' | 'unreachable' {
  return kind === ConfigError ? 'refused' : 'unreachable';
}

/** How a fault that stays may end as well: what was tried again and again is at last told of the one file. */
export const fileInUse = { kind: RetryableError, code: 'file-in-use' } as const;
