import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of the whole project. */
export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

const workspaces = ['sdk', 'core', 'tui', 'host', 'plugins/filesystem', 'plugins/sqlite', 'plugins/sqlserver'];

/** Packs all packages that people install into a directory. Answers the paths of the tarballs. Build first. */
export async function packProject(directory: string): Promise<string[]> {
  const packed = await npmPack(
    workspaces.map((workspace) => join(projectRoot, workspace)),
    directory,
  );
  return packed.map(({ file }) => file);
}

/** What `npm pack` made. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  readonly file: string;
}

/** Packs folders as they are, without running scripts of theirs. */
export async function npmPack(folders: readonly string[], directory: string): Promise<Packed[]> {
  await mkdir(directory, { recursive: true });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const parameters = ['pack', ...folders, '--pack-destination', directory, '--ignore-scripts', '--json'];
  const { stdout } = await run(npm, parameters, {
    maxBuffer: 100_000_000,
    shell: process.platform === 'win32',
  });
  const answer = JSON.parse(stdout) as readonly PackAnswer[] | Readonly<Record<string, PackAnswer>>;
  return Object.values(answer).map(({ name, version, filename }) => ({
    name,
    version,
    file: join(directory, filename),
  }));
}

interface PackAnswer {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
}
