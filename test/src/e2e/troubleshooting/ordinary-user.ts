import { execFile } from 'node:child_process';
import { chmod, chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finished } from '../../support/program.js';
import type { TestHome } from '../../support/test-home.js';

const program = fileURLToPath(new URL('../../../../host/bin/ic.js', import.meta.url));

/** "nobody": an account that every system has. */
const nobody = 65_534;

/**
 * `ic` in a process of an account without root's rights, which owns the home. `readOnly` it may only read, `foreign` not
 * even that. Undefined where this machine cannot do that: Windows, or root whose checkout or Node nobody else may read.
 */
export async function icAsOrdinaryUser(
  home: TestHome,
  parameters: readonly string[],
  { readOnly = [], foreign = [], environment = {} }: OrdinaryUserOptions = {},
): Promise<Finished | undefined> {
  if (process.platform === 'win32') return undefined;
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await giveAway(home.directory);
  for (const path of readOnly) await chmod(path, 0o555);
  for (const path of foreign) await chmod(path, 0);
  const account = isRoot ? { uid: nobody, gid: nobody } : {};
  const env = { ...process.env, HOME: home.directory, IC_HOME: home.home, ...environment };
  const options = { ...account, env, cwd: home.directory };
  const run = (given: readonly string[]) =>
    new Promise<Finished | undefined>((resolve) => {
      const child = execFile(process.execPath, given, options, (error, stdout, stderr) => {
        // npm keeps the Node that it fetches below root's home.
        const isNotStarted = isRoot && error?.code === 'EACCES';
        resolve(isNotStarted ? undefined : { code: child.exitCode, stdout, stderr });
      });
    });
  try {
    const done = await run([program, ...parameters]);
    return isRoot && /EACCES.*host\/bin|Cannot find module/.test(done?.stderr ?? '') ? undefined : done;
  } finally {
    for (const path of [...readOnly, ...foreign]) await chmod(path, 0o700);
  }
}

interface OrdinaryUserOptions {
  readonly readOnly?: readonly string[];
  readonly foreign?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

async function giveAway(directory: string): Promise<void> {
  await chown(directory, nobody, nobody);
  for (const { parentPath, name } of await readdir(directory, { recursive: true, withFileTypes: true })) {
    await chown(join(parentPath, name), nobody, nobody);
  }
}
