import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectAllGarbage } from './garbage.js';
import { seenIn } from './sight.js';
import type { Trial } from './trial.js';
import { demand } from './violation.js';

/** What a trial's place holds at one moment: a line for each file in its directory and for each thing that is seen. */
export type Snapshot = readonly string[];

/** Throws Violation where a place has changed since a snapshot was taken. `who` begins the message. */
export async function demandUnchanged(trial: Trial, before: Snapshot, who: string): Promise<void> {
  const after = await snapshotOf(trial);
  const changed = [
    ...before.filter((line) => !after.includes(line)),
    ...after.filter((line) => !before.includes(line)),
  ];
  const names = [...new Set(changed.map((line) => line.split('\t')[0]))];
  demand(
    names.length === 0,
    `${who} changed ${names.join(', ')}`,
    'Only read: write nothing, and make nothing that is missing.',
  );
}

/** What the place of a trial holds now. */
export async function snapshotOf(trial: Trial): Promise<Snapshot> {
  // Libraries that close files only with their garbage may leave logs beside a database until then.
  await collectAllGarbage();
  const files = await filesBelow(trial.directory);
  const seen: string[] = [];
  for (const { location, content } of (await seenIn(trial)) ?? []) {
    const hash = createHash('sha256');
    for await (const piece of content?.() ?? []) hash.update(piece);
    seen.push(`${location}\t${hash.digest('hex')}`);
  }
  return [...files, ...seen.sort()];
}

async function filesBelow(directory: string): Promise<readonly string[]> {
  const paths = (await readdir(directory, { recursive: true })).sort();
  return Promise.all(
    paths.map(async (path) => {
      const whole = join(directory, path);
      const found = await lstat(whole);
      const isFile = found.isFile();
      const content = isFile
        ? createHash('sha256')
            .update(await readFile(whole))
            .digest('hex')
        : '';
      return `${path}\t${isFile ? `${found.size} ${found.mtimeMs} ${content}` : ''}`;
    }),
  );
}
