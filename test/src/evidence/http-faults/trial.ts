import type { TransferReport } from '@integration-client/core/run';
import type { FaultKind } from '@integration-client/sdk/testing';
import type { Bench } from '../../unit/transfer/bench.js';
import { Archive } from './archive.js';
import type { HttpFault } from './faults.js';
import type { Place } from './places.js';
import type { Site } from './site.js';

/** One case: a fault at a place, that strikes once or until the run is over. */
export interface Case {
  readonly fault: HttpFault;
  readonly place: Place;
  readonly times: 'once' | 'lasting';
  /** How the run may end. */
  readonly endings: readonly string[];
}

/** What came of a case. */
export interface CaseResult {
  readonly wrong: readonly string[];
  readonly hasHealed: boolean;
}

/**
 * Lets a fault strike a run, takes it away, and lets another run follow, each with everything made anew but the disk and the
 * settings database. Answers what was wrong, and whether the run came to all in spite of its fault.
 */
export async function tryCase({ fault, place, times, endings }: Case, site: Site, bench: Bench): Promise<CaseResult> {
  const wanted = site.files(place);
  const isBackup = place.operation === 'site-backups';
  const isWhole = (name: string, sha256: string) =>
    isBackup ? site.backups().has(sha256) : wanted.get(name) === sha256;
  const archive = await Archive.create(isWhole);
  const wrong: string[] = [];
  let hasHealed = false;
  try {
    const trial = await site.trial(bench, place);
    const first = await struck(site, fault, place, times, (options) => site.run(trial, place, archive, options), wrong);
    if (!endings.includes(endingOf(first))) {
      wrong.push(`the run ended "${endingOf(first)}" in place of "${endings.join('" or "')}"`);
    }
    hasHealed = endingOf(first) === 'done';
    const after = await archive.files();
    for (const [name, sha256] of after) if (!isWhole(name, sha256)) wrong.push(`${name} is left behind`);

    const next = await site.run(trial, place, archive);
    if (endingOf(next) !== 'done') wrong.push(`the next run ended "${endingOf(next)}"`);
    const files = await archive.files();
    const count = isBackup ? after.size + 1 : wanted.size;
    for (const name of wanted.keys()) if (!files.has(name)) wrong.push(`${name} is lost`);
    for (const [name, sha256] of files) if (!isWhole(name, sha256)) wrong.push(`${name} is foreign, or not whole`);
    if (files.size !== count || new Set(files.values()).size !== count) {
      wrong.push(`there are ${files.size} files in place of ${count}: ${[...files.keys()].join(', ')}`);
    }
    const delivered = deliveredBy(first, place) + deliveredBy(next, place);
    if (delivered !== count) wrong.push(`${delivered} were delivered for ${count} files`);
    const failed = (await bench.store.quarantine()).filter((item) => item.site === trial.site.name);
    if (failed.length > 0) wrong.push(`${failed.map(({ key }) => key).join(', ')} still count as failed`);
    const pending = await (await trial.state()).pending();
    if (pending.length > 0) wrong.push(`${pending.length} are still pending`);
  } finally {
    await archive.remove();
  }
  return { wrong: [...archive.faults, ...wrong], hasHealed };
}

/** These know nothing of requests. */
const strikesConnections = new Set<FaultKind>(['refuse-connection', 'tls-closed', 'wrong-certificate']);

/** A run during which a fault strikes. */
async function struck(
  site: Site,
  fault: HttpFault,
  place: Place,
  times: Case['times'],
  run: (options: { host?: string; isHasty?: boolean }) => Promise<TransferReport>,
  wrong: string[],
): Promise<TransferReport> {
  const isHasty = fault.isAboutTime === true;
  if (fault.plays === 'nobody-listens') {
    await site.appliance.stop();
    try {
      return await run({ isHasty });
    } finally {
      await site.appliance.restart();
    }
  }
  if (fault.plays === 'no-such-host') return await run({ host: `appliance.invalid:${site.appliance.port}` });
  const skip = strikesConnections.has(fault.plays.kind) ? { skip: place.connectionsBefore } : {};
  const limit = times === 'once' ? { times: 1 } : {};
  const playing = site.appliance.fault({ ...fault.plays, ...place.target, ...skip, ...limit });
  try {
    const report = await run({ isHasty });
    if (playing.struck === 0) wrong.push('the fault struck nothing');
    return report;
  } finally {
    site.appliance.clearFaults();
  }
}

/** How a run ended, and the codes of what went wrong: `partial recording-cut-short`. */
function endingOf({ outcome, problems }: TransferReport): string {
  return [outcome, ...new Set(problems.map(({ code }) => code))].join(' ');
}

function deliveredBy(report: TransferReport, place: Place): number {
  return report.operations[place.operation]?.delivered ?? 0;
}
