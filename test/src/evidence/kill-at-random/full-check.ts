import { join } from 'node:path';
import type { TestHome } from '../../support/test-home.js';
import type { Archive } from './archive.js';
import { differences, faultsOf, readLedger, wrongSessions } from './databases.js';
import type { Expected } from './expected.js';
import type { HostUnderFire } from './host-under-fire.js';
import { referenceFile, referenceSchedule, schedules } from './settings.js';
import type { Work } from './work.js';

/** What is looked at. */
export interface Scene {
  readonly home: TestHome;
  readonly archive: Archive;
  readonly expected: Expected;
  readonly host: HostUnderFire;
  readonly work: Work;
  /** Whether another database is filled without any kill, to compare the rows with. */
  readonly reference: boolean;
}

/** Runs everything once undisturbed, and compares all that the destinations and the client hold with what it should be. */
export async function fullCheck(scene: Scene): Promise<string[]> {
  const { home, archive, expected, work, reference } = scene;
  const reports = await work.runEach(reference ? [...schedules, referenceSchedule] : schedules);
  const undone = reports.filter(({ outcome }) => outcome !== 'done');
  const { lost, doubled, half, files } = await archive.compare();
  return [
    ...undone.map(({ schedule, outcome }) => `an undisturbed run of "${schedule}" ended ${outcome}`),
    ...lost.map((text) => `lost: ${text}`),
    ...doubled.map((text) => `doubled: ${text}`),
    ...half.map((text) => `half: ${text}`),
    ...(await archive.unfinished()).map((path) => `left over: ${path}`),
    ...ledgerFaults(home, files, expected),
    ...wrongSessions(home.database, expected).map((text) => `rows: ${text}`),
    ...(reference ? differences(home.database, referenceFile(home)).map((text) => `rows: ${text}`) : []),
    ...[home.database, join(home.home, 'settings.db')].flatMap(faultsOf),
    ...(await stateFaults(scene)),
  ];
}

/** The ledger has to name each file and each session, and nothing else. */
function ledgerFaults(home: TestHome, files: ReadonlyMap<string, string>, expected: Expected): string[] {
  const { rows, pending } = readLedger(join(home.home, 'settings.db'));
  const due = expected.files();
  const wanted = new Map([
    ...due.map(({ key }) => [`Archive ${key}`, '']),
    ...due.flatMap(({ key, operation }) => (operation === 'sessions' ? [[`Storage ${key}`, '']] : [])),
  ] as [string, string][]);
  const left = new Map([...files].map(([path, sha256]) => [join(home.archive, path), sha256]));
  const faults = pending === 0 ? [] : [`ledger: ${pending} sessions are pending though all have ended`];
  for (const { destination, key, location, sha256 } of rows) {
    if (destination === 'Reference') continue;
    if (!wanted.delete(`${destination} ${key}`)) faults.push(`ledger: ${key} for ${destination} is nobody's`);
    if (destination !== 'Archive') continue;
    const found = left.get(location);
    left.delete(location);
    if (found !== sha256) faults.push(`ledger: ${key} should lie in ${location} with SHA-256 ${sha256}, not ${found}`);
  }
  return [
    ...faults,
    ...[...wanted.keys()].map((name) => `ledger: nothing of ${name}`),
    ...[...left.keys()].map((path) => `ledger: nothing names ${path}`),
  ];
}

/** Nothing is aside, and `ic status` says so. */
async function stateFaults({ home, host }: Scene): Promise<string[]> {
  const { code, stdout, stderr } = await home.ic('status', '--json');
  if (code !== 0) return [`ic status ended with ${code}: ${stderr}`];
  const { scheduler, quarantined, retrying } = JSON.parse(stdout);
  const items = (await (await host.control())?.quarantine({})) ?? [];
  return [
    ...(scheduler === 'running' ? [] : [`ic status says that the scheduler is ${scheduler}`]),
    ...(quarantined + retrying === 0
      ? []
      : [`ic status counts ${quarantined} items aside, ${retrying} to be tried again`]),
    ...items.map(({ key, code, message }) => `aside: ${key}, ${code}: ${message}`),
  ];
}
