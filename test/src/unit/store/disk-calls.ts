import assert from 'node:assert/strict';
import type { Disk } from '@integration-client/sdk';
import { diskError, watchedDisk } from '../filesystem/support.js';

/** A disk that fails one call, counted from 1; `after` it all calls go on, or none is made any more, as after a crash. */
export function failingDisk(number: number, code: string, after: 'goes on' | 'is dead'): Disk {
  let calls = 0;
  return watchedDisk(() => {
    calls += 1;
    if (calls === number || (calls > number && after === 'is dead')) throw diskError(code);
  });
}

/** How many calls the work makes of the disk, by name. */
export async function callsOf(work: (disk: Disk) => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  await work(watchedDisk((name) => void names.push(name)));
  assert.ok(names.length > 0);
  return names;
}

/** Whether a call gives a name to what is there, or takes it away: between others no reader sees a difference. */
export function changesNames(call: string): boolean {
  return /^(?:create|link|rename|remove)$/.test(call);
}

/** The error of work that may fail; it must say what is wrong and what to do. */
export async function explainedError(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    const { name, code, hint, message } = error as Error & { readonly code?: string; readonly hint?: string };
    assert.match(name, /^(?:Config|Retryable|Unreachable)Error$/, `${name}: ${message}`);
    assert.match(code ?? '', /^[a-z-]+$/, message);
    assert.ok(hint, `${code} has no hint: ${message}`);
    return code;
  }
}
