import { join } from 'node:path';
import { type Disk, nodeDisk } from '@integration-client/sdk';

/** `ic`: the tool's own log; `service`: the scheduler's. */
export type LogName = 'ic' | 'service';

/** The name of a log's files without date and extension, as in the original: `ic-log.txt`, `ics-log.txt`. */
export const logFileNames: Readonly<Record<LogName, string>> = Object.freeze({ ic: 'ic-log', service: 'ics-log' });

/** One day of a log, or a part of it. */
export interface LogFile {
  readonly path: string;
  /** YYYY-MM-DD, local. */
  readonly date: string;
  /** A day that gets large goes on in the file with the next number. */
  readonly part: number;
}

/** How much of a log is kept. */
export interface LogRetention {
  /** Files of days that lie more than so many days back are removed. */
  readonly days: number;
  /** Of all files but the newest. */
  readonly bytes: number;
}

/** The files of a log (`ic-log-2019-10-02.txt`, `ic-log-2019-10-02.1.txt`), oldest first; none where there is no directory. */
export async function logFiles(directory: string, name: LogName, disk: Disk = nodeDisk): Promise<LogFile[]> {
  const pattern = new RegExp(`^${logFileNames[name]}-(\\d{4}-\\d\\d-\\d\\d)(?:\\.(\\d{1,9}))?\\.txt$`);
  const entries = await disk.list(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .flatMap((entry) => {
      const [, date, part = '0'] = pattern.exec(entry.name) ?? [];
      return date === undefined ? [] : [{ path: join(directory, entry.name), date, part: Number(part) }];
    })
    .sort(byAge);
}

/** Sorts files of a log, the oldest first. */
export function byAge(one: LogFile, other: LogFile): number {
  return one.date.localeCompare(other.date) || one.part - other.part;
}

/** YYYY-MM-DD of a time, local: what stands in the names of files. */
export function dateOf(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** Removes what is too old or too much. The newest file stays. */
export async function tidyLogFiles(
  directory: string,
  name: LogName,
  keep: LogRetention,
  now: Date,
  disk: Disk = nodeDisk,
): Promise<void> {
  const oldest = new Date(now);
  oldest.setDate(oldest.getDate() - keep.days);
  const [newest, ...older] = (await logFiles(directory, name, disk)).reverse();
  let bytes = 0;
  for (const file of older) {
    bytes += (await disk.stat(file.path))?.size ?? 0;
    if (bytes > keep.bytes || file.date < dateOf(oldest)) await drop(file, newest, disk).catch(() => undefined);
  }
}

/** Removes a log but for its newest file, which may be open: that is emptied. Answers how many bytes that were. */
export async function clearLogFiles(directory: string, name: LogName, disk: Disk = nodeDisk): Promise<number> {
  const files = await logFiles(directory, name, disk);
  let bytes = 0;
  for (const file of files) {
    bytes += (await disk.stat(file.path))?.size ?? 0;
    if (file === files.at(-1)) await disk.empty(file.path);
    else await drop(file, files.at(-1), disk);
  }
  return bytes;
}

/** Parts of the newest day leave an empty file behind: the next number is found by those that are there without a gap. */
async function drop(file: LogFile, newest: LogFile | undefined, disk: Disk): Promise<void> {
  if (file.date === newest?.date) await disk.empty(file.path);
  else await disk.remove(file.path);
}
