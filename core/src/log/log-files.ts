import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

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
export async function logFiles(directory: string, name: LogName): Promise<LogFile[]> {
  const pattern = new RegExp(`^${logFileNames[name]}-(\\d{4}-\\d\\d-\\d\\d)\\.txt$`);
  const entries = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .flatMap((entry) => {
      const date = pattern.exec(entry)?.[1];
      return date === undefined ? [] : [{ path: join(directory, entry), date }];
    })
    .sort((one, other) => one.date.localeCompare(other.date));
}

/** Removes the files of days that lie more than so many days back. */
export async function removeOldLogFiles(directory: string, name: LogName, days: number, now: Date): Promise<void> {
  const oldest = new Date(now);
  oldest.setDate(oldest.getDate() - days);
  const two = (value: number) => String(value).padStart(2, '0');
  const oldestDate = `${oldest.getFullYear()}-${two(oldest.getMonth() + 1)}-${two(oldest.getDate())}`;
  for (const file of await logFiles(directory, name)) {
    if (file.date < oldestDate) await unlink(file.path).catch(() => undefined);
  }
}
