import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';

/**
 * Where temporary files go that are flushed thousands of times, and of which no test asks whether they are durable: in
 * memory on Linux, elsewhere where temporary files go anyway.
 */
export function memoryDirectory(): string {
  try {
    accessSync('/dev/shm', constants.R_OK | constants.W_OK | constants.X_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}
