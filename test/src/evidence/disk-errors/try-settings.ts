import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Home, resolveHome } from '@integration-client/core/home';
import { createSettingsDatabase, openStore } from '@integration-client/core/store/open-store';
import { ConfigError, type Disk, IntegrationError, nodeDisk, RetryableError } from '@integration-client/sdk';
import { makeFirstVersion } from '../../support/first-version.js';
import { watchedDisk } from '../../unit/filesystem/support.js';

/** What is done with the settings database while the disk fails. */
export const settingsSteps = ['made', 'opened', 'brought up to date'] as const;
type Step = (typeof settingsSteps)[number];

/** What a call that fails makes of a step: an error's code, or nothing. The first row that fits counts. */
interface Rule {
  readonly step?: Step;
  /** A call and what it is about: `stat secret.key`, and with `again` where it is the second of the step. */
  readonly call: RegExp;
  readonly errnos?: readonly string[];
  readonly code: string | undefined;
}

const noRight = ['EACCES', 'EPERM', 'EROFS'];

const rules: readonly Rule[] = [
  // Leftovers are removed another time, and a file that has its name keeps it.
  { call: /^(list home|remove unfinished)/, code: undefined },
  // Not every account may read what is above; not every file system knows hard links.
  { call: /^syncDirectory above/, errnos: ['EACCES', 'EPERM'], code: undefined },
  { call: /^link unfinished/, errnos: ['EACCES', 'EPERM', 'EXDEV'], code: undefined },
  { call: /^(stat|read) secret\.key/, errnos: ['ENOENT'], code: 'key-missing' },
  { call: /^(stat|read) secret\.key/, code: 'key-unreadable' },
  { step: 'made', call: /./, code: 'home-unusable' },
  { call: /^stat settings(\.db$|-database\.json)/, code: 'home-unusable' },
  { step: 'brought up to date', call: /unfinished|syncDirectory/, code: 'settings-database-not-copied' },
  { call: /./, errnos: ['ENOSPC'], code: 'disk-full' },
  { call: /./, errnos: noRight, code: 'settings-database-read-only' },
  { call: /./, code: 'settings-database-io' },
];

/** Those of the codes above that say that it may work later; the others need somebody. */
const later = new Set(['disk-full', 'settings-database-io', 'settings-database-not-copied']);

/**
 * Does a step with a disk of which one call fails, then again with one that works. Answers what is wrong; undefined where
 * the step makes fewer calls.
 */
export async function trySettings(
  root: string,
  step: Step,
  fault: { readonly call: number; readonly errno: string },
): Promise<string[] | undefined> {
  const home = resolveHome(join(root, 'home'));
  await mkdir(root);
  try {
    await prepare(home, step);
    const faulty = faultyDisk(home, fault);
    const error = await act(home, step, faulty.disk).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (faulty.failed === undefined) return undefined;
    const rule = rules.find(
      (each) =>
        (each.step ?? step) === step &&
        each.call.test(faulty.failed ?? '') &&
        (each.errnos ?? [fault.errno]).includes(fault.errno),
    );
    const faults = [...judge(error, rule?.code, home, fault.errno), ...(await wrongAfterwards(home, step))];
    return faults.map(
      (each) => `settings database ${step}, call ${fault.call} (${faulty.failed}) ${fault.errno}: ${each}`,
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function prepare(home: Home, step: Step): Promise<void> {
  if (step === 'made') return;
  await createSettingsDatabase(home);
  const store = await openStore(home);
  await store.saveFact('written', 'before');
  await store.close();
  if (step !== 'brought up to date') return;
  makeFirstVersion(home.settingsDatabase);
}

async function act(home: Home, step: Step, disk: Disk): Promise<void> {
  if (step === 'made') return createSettingsDatabase(home, disk);
  await (await openStore(home, undefined, { disk })).close();
}

function faultyDisk(home: Home, { call, errno }: { readonly call: number; readonly errno: string }) {
  const calls: string[] = [];
  const faulty: { disk: Disk; failed?: string } = {
    disk: watchedDisk((name, path) => {
      const label = `${name} ${roleOf(home, path)}`;
      calls.push(label);
      if (calls.length !== call) return;
      faulty.failed = calls.filter((each) => each === label).length > 1 ? `${label} again` : label;
      throw Object.assign(new Error(`${errno}: injected, ${name} '${path}'`), { code: errno, syscall: name, path });
    }),
  };
  return faulty;
}

function roleOf(home: Home, path: string): string {
  if (path === home.directory) return 'home';
  if (dirname(path) !== home.directory) return 'above';
  return path.endsWith('.unfinished') ? 'unfinished' : basename(path);
}

function judge(error: unknown, code: string | undefined, home: Home, errno: string): string[] {
  if (code === undefined) return error === undefined ? [] : [`it failed: ${error}`];
  if (!(error instanceof IntegrationError)) return [`no error of the client's, but ${error}`];
  const faults: string[] = [];
  if (error.constructor !== (later.has(code) ? RetryableError : ConfigError))
    faults.push(`the error is a ${error.name}`);
  if (error.code !== code) faults.push(`the code is ${error.code}, not ${code}`);
  const saysWhy = error.message.includes(errno) || ['disk-full', 'key-missing'].includes(code);
  if (!saysWhy || !error.message.includes(home.directory))
    faults.push(`it does not say what or why: "${error.message}"`);
  if (!error.hint) faults.push('it has no hint');
  return faults;
}

/** What is wrong once the disk works: it must be there, as it was, with nothing beside it. */
async function wrongAfterwards(home: Home, step: Step): Promise<string[]> {
  const faults: string[] = [];
  try {
    await act(home, step, nodeDisk).catch((error: unknown) => {
      // It was made, only not yet flushed when its maker was told of the fault.
      if ((error as { readonly code?: unknown }).code !== 'settings-database-exists') throw error;
    });
    const store = await openStore(home);
    if (step !== 'made' && (await store.fact('written')) !== 'before') faults.push('what was written is lost');
    await store.close();
  } catch (error) {
    faults.push(`afterwards: ${error}`);
  }
  const left = (await readdir(home.directory).catch(() => [])).filter((name) => name.endsWith('.unfinished'));
  if (left.length > 0) faults.push(`left: ${left}`);
  return faults;
}
