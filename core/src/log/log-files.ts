import { join } from 'node:path';
import { type Disk, nodeDisk } from '@integration-client/sdk';

/** `ic`: the tool's own log; `service`: the scheduler's. */
export type LogName = 'ic' | 'service';

/** The name of a log's files without date and extension, as in the original: `ic-log.txt`, `ics-log.txt`. */
export const logFileNames: Readonly<Record<LogName, string>> = Object.freeze({ ic: 'ic-log', service: 'ics-log' });

/** One day of a log. */
export interface LogFile {
  readonly path: string;
  /** YYYY-MM-DD, local. */
  readonly date: string;
}

/** The files of a log (`ic-log-2019-10-02.txt`), oldest first; none where there is no directory. */
export async function logFiles(directory: string, name: LogName, disk: Disk = nodeDisk): Promise<LogFile[]> {
  const pattern = new RegExp(`^${logFileNames[name]}-(\\d{4}-\\d\\d-\\d\\d)\\.txt$`);
  const entries = await disk.list(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .flatMap((entry) => {
      const date = pattern.exec(entry.name)?.[1];
      return date === undefined ? [] : [{ path: join(directory, entry.name), date }];
    })
    .sort((one, other) => one.date.localeCompare(other.date));
}

/** Removes the files of days that lie more than so many days back. */
export async function removeOldLogFiles(
  directory: string,
  name: LogName,
  days: number,
  now: Date,
  disk: Disk = nodeDisk,
): Promise<void> {
  const oldest = new Date(now);
  oldest.setDate(oldest.getDate() - days);
  const two = (value: number) => String(value).padStart(2, '0');
  const oldestDate = `${oldest.getFullYear()}-${two(oldest.getMonth() + 1)}-${two(oldest.getDate())}`;
  for (const file of await logFiles(directory, name, disk)) {
    if (file.date < oldestDate) await disk.remove(file.path).catch(() => undefined);
  }
}
