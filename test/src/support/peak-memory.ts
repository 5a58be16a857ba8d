import { readFile } from 'node:fs/promises';

/** Whether the system tells {@link peakMemory}. */
export const knowsPeak: boolean = process.platform === 'linux';

/** The highest resident memory that a process ever had, in bytes; undefined where the system does not tell. */
export async function peakMemory(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
