import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Measurement } from './benchmark.js';

/** Runs a command and prints what the system knows of it when it is over: Python can ask, Node cannot. */
const program = `
import json, os, sys, time
started = time.monotonic()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status, usage = os.wait4(pid, 0)
print(json.dumps({
    'code': os.waitstatus_to_exitcode(status),
    'seconds': time.monotonic() - started,
    'cpuSeconds': usage.ru_utime + usage.ru_stime,
    'peakBytes': usage.ru_maxrss * 1024}))
`;

/**
 * Runs a command to its end: its first word is the path of a program. CPU seconds are those of its process and of all that it
 * waited for, peak memory is that of the largest of them. Needs Linux and Python 3. Throws where it fails.
 */
export async function measuredCommand(
  command: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  units = 1,
): Promise<Measurement> {
  const env = { ...process.env, ...environment };
  const { stdout, stderr } = await promisify(execFile)('python3', ['-c', program, ...command], { env });
  const { code, ...measured } = JSON.parse(stdout) as { readonly code: number } & Omit<Measurement, 'units'>;
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${stderr}`);
  return { units, ...measured };
}
