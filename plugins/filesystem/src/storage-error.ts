import { ConfigError, IntegrationError, ItemError, UnreachableError } from '@integration-client/sdk';

const full = new Set(['ENOSPC', 'EDQUOT']);
const refused = new Set(['EACCES', 'EPERM', 'EROFS']);
const busy = new Set(['EMFILE', 'ENFILE', 'EBUSY', 'EAGAIN', 'ETXTBSY']);
const badName = new Set(['ENAMETOOLONG', 'EILSEQ']);
const noDirectory = new Set(['ENOTDIR', 'ELOOP']);
const gone = new Set([
  'ENOTCONN', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT',
  'ESTALE', 'ENODEV', 'ENXIO', 'ENOMEDIUM', 'EREMOTEIO', 'ESHUTDOWN',
]); // biome-ignore format: a list

/** The system's code of a disk error: `ENOSPC`; undefined for anything else. */
export function diskCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** A directory cannot be made where a file has its name. */
function isFileInTheWay(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' && syscall === 'mkdir';
}

/** As {@link storageError}, for a disk that is only read. */
export function readError(error: unknown, fallbackPath: string): unknown {
  const code = diskCode(error);
  if (code !== 'EACCES' && code !== 'EPERM') return storageError(error, fallbackPath);
  return new ConfigError(`Not allowed to read: ${(error as NodeJS.ErrnoException).path ?? fallbackPath} (${code})`, {
    code: 'not-readable',
    hint: 'Give the account that runs the service the right to read there.',
    cause: error,
  });
}

/** Says what an error of the disk means for the host. What is no error of the disk comes back as it is. */
export function storageError(error: unknown, fallbackPath: string): unknown {
  const code = diskCode(error);
  if (error instanceof IntegrationError || code === undefined) return error;
  const path = (error as NodeJS.ErrnoException).path ?? fallbackPath;
  const options = (name: string, hint: string) => ({ code: name, hint, cause: error });
  if (full.has(code)) {
    return new UnreachableError(
      `The disk is full: ${path} (${code})`,
      options('disk-full', 'Free some space, or raise the quota.'),
    );
  }
  if (refused.has(code)) {
    return new ConfigError(
      `Not allowed to write: ${path} (${code})`,
      options('directory-not-writable', 'Give the account that runs the service the right to write there.'),
    );
  }
  if (noDirectory.has(code) || isFileInTheWay(error)) {
    return new ConfigError(
      `Not a directory: ${path} (${code})`,
      options('directory-not-usable', 'Set the destination directory to a directory.'),
    );
  }
  if (badName.has(code)) {
    return new ItemError(
      `The file system refuses the name: ${path} (${code})`,
      options('file-name-refused', 'Use a shorter file name format.'),
    );
  }
  if (code === 'EFBIG') {
    return new ItemError(
      `Too large for the file system: ${path}`,
      options('file-too-large', 'Use a directory on a file system that takes large files.'),
    );
  }
  if (gone.has(code)) {
    return new UnreachableError(
      `The place cannot be reached: ${path} (${code})`,
      options('directory-unreachable', 'Check the network drive or mount.'),
    );
  }
  if (busy.has(code)) {
    return new UnreachableError(
      `The system is busy: ${path} (${code})`,
      options(
        'disk-busy',
        'It is tried again. If it stays, look for a program that holds the file or too many open files.',
      ),
    );
  }
  return new UnreachableError(
    `The disk failed: ${path} (${code})`,
    options('disk-error', 'Check the disk, and that the directory is there.'),
  );
}
