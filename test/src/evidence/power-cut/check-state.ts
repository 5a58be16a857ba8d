import { basename } from 'node:path';
import { sessionItemKey } from '@integration-client/core/transfer/item-key';
import type { LedgerEntry } from '@integration-client/core/transfer/state';
import type { Operation } from '@integration-client/sdk';
import type { WorldSession } from '../../unit/transfer/world.js';
import { type BulkyWorld, host } from './bulky-world.js';
import type { Finding } from './findings.js';
import type { KnownContents, Version } from './known-contents.js';
import { pendingKey, type Remembered } from './memory-state.js';
import { operationsOf, type Scenario } from './scenarios.js';
import { isTemporary } from './temporary-files.js';
import type { Volume } from './volume.js';

/** A file under a final name. */
interface HeldFile extends Version {
  readonly path: string;
  readonly content: Buffer;
}

/** What is found in a state: files by the key of the item they hold, and those that hold nothing known. */
interface Held {
  readonly byKey: ReadonlyMap<string, readonly HeldFile[]>;
  readonly byPath: ReadonlyMap<string, HeldFile>;
  readonly half: readonly Finding[];
  readonly temporary: readonly string[];
}

function lookAt(volume: Volume, known: KnownContents): Held {
  const byKey = new Map<string, HeldFile[]>();
  const byPath = new Map<string, HeldFile>();
  const half: Finding[] = [];
  const temporary: string[] = [];
  for (const { path, content } of volume.files()) {
    if (isTemporary(path)) {
      temporary.push(basename(path));
      continue;
    }
    const version = known.of(content);
    if (version === undefined) {
      half.push({ kind: 'half', what: `${path} holds ${content.length} bytes that nobody sent` });
      continue;
    }
    const file = { path, content, ...version };
    byPath.set(path, file);
    const files = byKey.get(version.key);
    if (files === undefined) byKey.set(version.key, [file]);
    else files.push(file);
  }
  return { byKey, byPath, half, temporary };
}

/**
 * Holds a state against what the client has durably written down: what has its final name is whole, what the ledger says
 * was delivered is there in that or a newer version, and no checkpoint passed what is neither delivered nor pending.
 */
export function checkState(
  scenario: Scenario,
  state: { readonly volume: Volume; readonly remembered: Remembered },
  world: BulkyWorld,
  known: KnownContents,
): Finding[] {
  const held = lookAt(state.volume, known);
  const findings = [...held.half];
  for (const entry of state.remembered.ledger.values()) {
    if (!isHeld(scenario, held, entry, known)) findings.push({ kind: 'lost', what: `${entry.key}, recorded` });
  }
  return [...findings, ...passed(scenario, state.remembered, world)];
}

function isHeld({ oneName, retention }: Scenario, held: Held, entry: LedgerEntry, known: KnownContents): boolean {
  // Where a file of another item stays (Skip), the receipt is of that.
  const recorded = known.withHash(entry.receipt.sha256);
  if (recorded === undefined) return false;
  const files = held.byKey.get(recorded.key) ?? [];
  if (files.some((file) => file.number >= recorded.number)) return true;
  if (oneName) return held.byPath.has(entry.receipt.location);
  // Keys of backups end with their time.
  return retention !== undefined && [...held.byKey.keys()].filter((key) => key > entry.key).length > retention;
}

function passed(
  scenario: Scenario,
  { ledger, checkpoints, pending, failed }: Remembered,
  world: BulkyWorld,
): Finding[] {
  const findings: Finding[] = [];
  for (const operation of operationsOf(scenario)) {
    const through = checkpoints.get(operation)?.through.getTime() ?? 0;
    for (const session of world.sessions) {
      if (world.stamp(session.end ?? Number.POSITIVE_INFINITY) > through) continue;
      const key = itemKeyOf(operation, session);
      if (key === undefined || ledger.has(key) || failed.get(key)?.quarantined) continue;
      if (pending.has(pendingKey(operation, session.lsid))) continue;
      findings.push({ kind: 'lost', what: `${key}, passed by the checkpoint` });
    }
  }
  return findings;
}

/**
 * Holds a state against what the next run, which went well, has to leave: every item once, in its newest form, and nothing
 * that is not whole.
 */
export function checkRecovered(
  scenario: Scenario,
  state: { readonly volume: Volume; readonly remembered: Remembered },
  world: BulkyWorld,
  known: KnownContents,
): Finding[] {
  const findings = checkState(scenario, state, world, known);
  const { byKey, byPath, temporary } = lookAt(state.volume, known);
  for (const name of temporary) findings.push({ kind: 'left over', what: name });
  for (const [key, files] of byKey) {
    const paths = files.map(({ path }) => path);
    if (paths.length > 1) findings.push({ kind: 'doubled', what: `${key}: ${paths.join(', ')}` });
  }
  const expected = world.expected(operationsOf(scenario));
  if (scenario.oneName) return [...findings, ...checkOneNames(expected, byPath)];
  if (scenario.retention !== undefined) return [...findings, ...checkRetention(scenario.retention, byKey)];
  for (const [key, content] of expected) {
    const files = byKey.get(key);
    if (files === undefined) findings.push({ kind: 'lost', what: `${key}, in the end` });
    else if (!files.some((file) => file.content.includes(content))) {
      findings.push({ kind: 'lost', what: `${key} in its newest form` });
    }
  }
  return findings;
}

/** Each directory has one file, of one of the items, in its newest form. */
function checkOneNames(expected: ReadonlyMap<string, string>, byPath: ReadonlyMap<string, HeldFile>): Finding[] {
  const findings: Finding[] = [];
  for (const { key, path, content } of byPath.values()) {
    const newest = expected.get(key);
    if (newest === undefined || !content.includes(newest)) {
      findings.push({ kind: 'lost', what: `${path} is not the newest of ${key}` });
    }
  }
  const wanted = new Set([...expected.keys()].map((key) => key.split('/')[1]));
  if (byPath.size < wanted.size) findings.push({ kind: 'lost', what: `${byPath.size} files, not ${wanted.size}` });
  if (byPath.size > wanted.size) findings.push({ kind: 'doubled', what: [...byPath.keys()].join(', ') });
  return findings;
}

/** The newest backup and so many before it, or all that ever came so far. */
function checkRetention(retention: number, byKey: ReadonlyMap<string, readonly HeldFile[]>): Finding[] {
  if (byKey.size === 0) return [{ kind: 'lost', what: 'every backup' }];
  if (byKey.size <= retention + 1) return [];
  return [{ kind: 'doubled', what: `${byKey.size} backups stay, not ${retention + 1}` }];
}

function itemKeyOf(operation: Operation, session: WorldSession): string | undefined {
  if (operation === 'sessions') return sessionItemKey(host, operation, session.lsid);
  if (!session.recordings?.some((recording) => recording.operation === operation)) return undefined;
  return sessionItemKey(host, operation, session.lsid, operation === 'session-recordings' ? undefined : 0);
}
