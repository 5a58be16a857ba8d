import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of a home that state lives in. */
export const stateFiles = ['settings.db', 'settings.db-wal', 'settings.db-shm', 'secret.key'] as const;
export type StateFile = (typeof stateFiles)[number];

/** The content of those that are there. */
export type HomeFiles = Readonly<Partial<Record<StateFile, Buffer>>>;

export async function readHome(directory: string): Promise<HomeFiles> {
  const files = await Promise.all(
    stateFiles.map(async (name) => [name, await readFile(join(directory, name)).catch(() => undefined)] as const),
  );
  return Object.fromEntries(files.filter(([, content]) => content !== undefined));
}

/** Makes the directory anew, with those files for the owner alone. */
export async function writeHome(directory: string, files: HomeFiles): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { mode: 0o700 });
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content, { mode: 0o600 });
}
