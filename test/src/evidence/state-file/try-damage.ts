import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveHome } from '@integration-client/core/home';
import { openStore } from '@integration-client/core/store/open-store';
import type { Store } from '@integration-client/core/store/store';
import { IntegrationError } from '@integration-client/sdk';
import { Random } from '../random.js';
import { type Damaged, drawDamage } from './damages.js';
import { writeHome } from './home-files.js';
import { now, type Reading, readStore, tablesOf } from './read-store.js';
import type { Template, Templates } from './templates.js';
import { unreadable } from './unreadable.js';

/** What became of one damaged home. */
export interface Tried {
  readonly outcome: 'starts' | 'starts in part' | 'refused';
  readonly violations: readonly string[];
}

/** Draws a damage, does it to a home, and starts the client on it. */
export async function tryDamage(templates: Templates, directory: string, seed: number, number: number): Promise<Tried> {
  const random = new Random('state-file', seed, number);
  const damaged = drawDamage(templates, random);
  // Every host reads the whole database when it starts, and no ic does.
  const checkWhole = random.chance(0.5);
  await writeHome(directory, damaged.files);
  const { outcome, violations } = await start(templates, directory, damaged, checkWhole);
  const name = `case ${number} of seed ${seed} (${damaged.what}${checkWhole ? ', as ic-host starts' : ''})`;
  return { outcome, violations: violations.map((violation) => `${name}: ${violation}`) };
}

async function start(templates: Templates, directory: string, damaged: Damaged, checkWhole: boolean): Promise<Tried> {
  let store: Store;
  try {
    store = await openStore(resolveHome(directory), () => now, { checkWhole });
  } catch (error) {
    return { outcome: 'refused', violations: [...unclear(error), ...(await changes(directory, damaged))] };
  }
  const violations: string[] = [];
  let isInPart = false;
  try {
    const reading = await readStore(store, templates.keys);
    isInPart = reading.errors.length > 0;
    violations.push(...reading.errors.flatMap(unclear), ...misread(reading, damaged));
    await write(store).catch((error: unknown) => {
      isInPart = true;
      violations.push(...unclear(error));
    });
  } finally {
    await store.close().catch((error: unknown) => violations.push(...unclear(error)));
  }
  return { outcome: isInPart ? 'starts in part' : 'starts', violations };
}

/** Writes as the end of a run does, and reads it back. */
async function write(store: Store): Promise<void> {
  const state = await store.transferState('Example', 'Archive');
  const key = 'example.com/sessions/new';
  const receipt = { outcome: 'stored', location: '/archive/new.xml', bytes: 1, sha256: '' } as const;
  await state.recordDelivered([{ key, content: '', receipt }]);
  const [found] = await state.delivered([key]);
  if (found?.receipt.location !== receipt.location) throw new Error('what was recorded as delivered is not there');
  const time = now.toISOString();
  await store.recordRun({ schedule: 'Often', started: time, finished: time, outcome: 'done', transfers: [] });
}

/** What is wrong with an error: people can only use one of the client's own, with a code and a hint. */
function unclear(error: unknown): string[] {
  if (!(error instanceof IntegrationError)) {
    const text =
      error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : String(error);
    return [`no error of the client's: ${text}`];
  }
  const isClear =
    /^[a-z]+(-[a-z]+)*$/.test(error.code) && error.hint !== undefined && !/undefined|NaN/.test(error.message);
  return isClear ? [] : [`not clear: ${error.code} ${error.message}, hint: ${error.hint}`];
}

/** Files that are not as they were, though the client refused them. */
async function changes(directory: string, { files }: Damaged): Promise<string[]> {
  const changed: string[] = [];
  for (const name of ['settings.db', 'settings.db-wal', 'secret.key'] as const) {
    const before = files[name] ?? Buffer.alloc(0);
    const after = await readFile(join(directory, name)).catch(() => Buffer.alloc(0));
    if (!before.equals(after)) changed.push(`refused, and changed ${name}`);
  }
  return changed;
}

/** What was read and should not have been. */
function misread({ parts }: Reading, { template, hurt }: Damaged): string[] {
  const found = Object.entries(parts);
  const isHurt = (part: string) => hurt === 'any' || (tablesOf[part] ?? []).some((table) => hurt.has(table));
  const sound = found.filter(([part]) => !isHurt(part));
  // The changes in a log are there up to one of them, each whole.
  const isState = template.states.some((state) => sound.every(([part, text]) => state[part] === text));
  const violations = isState ? [] : [`not what was written: ${nearest(template, sound)}`];
  const newest = template.states.at(-1) ?? {};
  for (const [part, text] of found.filter(([part]) => isHurt(part))) {
    const wrong = unreadable(JSON.parse(text), JSON.parse(newest[part] ?? 'null'));
    if (wrong !== undefined) violations.push(`${part}: ${wrong}`);
  }
  // A home without sites looks like a new one.
  if (parts.sites === '[]' || parts.destinations === '[]') violations.push('emptied');
  return violations;
}

/** The parts in which the most similar state differs. */
function nearest({ states }: Template, sound: readonly (readonly [string, string])[]): string {
  const differences = states.map((state) => sound.filter(([part, text]) => state[part] !== text).map(([part]) => part));
  return differences.sort((one, other) => one.length - other.length)[0]?.join(', ') ?? '';
}
