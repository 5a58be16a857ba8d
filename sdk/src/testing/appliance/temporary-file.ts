import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directories: string[] = [];

function removeAll(): void {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}

/** Writes a file that is removed when the process exits. Returns its path. */
export function temporaryFile(name: string, content: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'simulated-appliance-'));
  if (directories.length === 0) process.once('exit', removeAll);
  directories.push(directory);
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}
