import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A process of this machine. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Resident memory now, in bytes. */
  readonly resident: number;
}

/** The processes that run now, without those that have ended and that nobody has asked about. Needs `ps`: POSIX only. */
export async function runningProcesses(): Promise<ProcessEntry[]> {
  const columns = ['pid=', 'ppid=', 'rss=', 'stat='].flatMap((column) => ['-o', column]);
  const { stdout } = await promisify(execFile)('ps', ['-A', ...columns], { maxBuffer: 16 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, kibibytes, state] = line.trim().split(/\s+/);
    if (state === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), resident: Number(kibibytes) * 1024 }];
  });
}
