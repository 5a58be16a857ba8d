import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { RunReport } from '@integration-client/core/run';
import type { Operation } from '@integration-client/sdk';
import { ChildModule } from '../../support/child-module.js';
import { settingsFor, TestHome } from '../../support/test-home.js';
import type { EvidenceOptions, EvidenceSuite } from '../suite.js';
import type { ApplianceMethods } from './appliance.js';
import { PeakWatch } from './peak-watch.js';

/** Resident memory that neither the program nor a worker may exceed, in bytes. */
const limit = 150 * 1024 * 1024;

const gigabyte = 1024 ** 3;

/** Documents that are read back and compared; of the others the names are. */
const comparedDocuments = 1_000;

/** Runs a schedule of the real programs on large data, and measures what they hold in memory. */
export const memory: EvidenceSuite = {
  name: 'memory',
  title: 'resident memory with a recording of 2 GB, and with a report of 200,000 sessions',
  least: 4,
  async run({ seed, quick, progress }) {
    const measured = [
      await measureRecording(quick ? gigabyte / 16 : 2 * gigabyte, seed, progress),
      await measureReport(quick ? 2_000 : 200_000, seed, progress),
    ];
    return {
      cases: 2 * measured.length,
      figures: `${measured.map(({ figures }) => figures).join('; ')} (limit ${megabytes(limit)}; ${PeakWatch.method})`,
      violations: measured.flatMap(({ violations }) => violations),
    };
  },
};

/** What one run showed. */
interface Measured {
  readonly figures: string;
  readonly violations: readonly string[];
}

async function measureRecording(bytes: number, seed: number, progress: EvidenceOptions['progress']): Promise<Measured> {
  const title = `recording of ${megabytes(bytes)}`;
  progress(title);
  return withRun({ seed, sessions: 0 }, ['session-recordings'], async (home, appliance, run) => {
    const lsid = await appliance.addRecording(bytes);
    const expected = appliance.recordingSha256(lsid);
    const violations = await run(title);
    const [file, ...others] = await home.files('session-recordings');
    const found = file === undefined ? undefined : await sha256(join(home.archive, 'session-recordings', file));
    if (found !== (await expected) || others.length > 0) {
      violations.push(
        `${title}, seed ${seed}: ${file ?? 'no file'} has SHA-256 ${found}, ${others.length} files beside it`,
      );
    }
    return violations;
  });
}

async function measureReport(sessions: number, seed: number, progress: EvidenceOptions['progress']): Promise<Measured> {
  const title = `report of ${sessions.toLocaleString('en')} sessions`;
  progress(title);
  // Six days fit into one window: all sessions stand in one report.
  const options = { seed, sessions, days: 6, eventsPerSession: 1, recordings: 'none', presentations: 0 } as const;
  return withRun(options, ['sessions'], async (home, appliance, run) => {
    const violations = await run(title);
    const names = await home.files('sessions');
    const digest = createHash('sha256').update(names.join('\n')).digest('hex');
    if (names.length !== sessions || digest !== (await appliance.namesSha256())) {
      violations.push(`${title}, seed ${seed}: ${names.length} files, or names that they should not have`);
    }
    const every = Math.ceil(names.length / comparedDocuments);
    const compared = names.filter((_, index) => index % every === 0);
    const expected = await appliance.documentsSha256(compared.map((name) => /-(.*)\.xml$/.exec(name)?.[1] ?? ''));
    for (const [index, name] of compared.entries()) {
      if ((await sha256(join(home.archive, 'sessions', name))) === expected[index]) continue;
      violations.push(`${title}, seed ${seed}: ${name} does not hold what the appliance sent`);
    }
    return violations;
  });
}

/**
 * Prepares a home and an appliance in a process of its own; `use` runs the schedule once and checks what is there after.
 */
async function withRun(
  options: Parameters<ApplianceMethods['start']>[0],
  operations: readonly Operation[],
  use: (
    home: TestHome,
    appliance: ChildModule<ApplianceMethods>['methods'],
    run: (title: string) => Promise<string[]>,
  ) => Promise<string[]>,
): Promise<Measured> {
  const home = await TestHome.create();
  const child = new ChildModule<ApplianceMethods>(new URL('./appliance.js', import.meta.url));
  try {
    await home.apply(settingsFor(home, await child.methods.start(options), operations));
    let figures = '';
    const violations = await use(home, child.methods, async (title) => {
      const run = await watchedRun(home);
      figures = `${title}: worker ${megabytes(run.watch.worker)}, parent ${megabytes(run.watch.parent)}`;
      return [...tooMuch(title, run.watch), ...run.faults.map((fault) => `${title}: ${fault}`)];
    });
    return { figures, violations };
  } finally {
    await child.stop();
    await home.remove();
  }
}

async function watchedRun(home: TestHome): Promise<{ readonly watch: PeakWatch; readonly faults: string[] }> {
  const program = home.start('ic', 'schedule', 'run', 'Now', '--json');
  const watch = new PeakWatch(program.process.pid ?? 0);
  const { code, stdout, stderr } = await program.finished();
  watch.stop();
  const report = code === 0 ? (JSON.parse(stdout) as RunReport) : undefined;
  const faults = report?.outcome === 'done' ? [] : [`exit code ${code}, ${report?.outcome}: ${stderr.slice(-1_000)}`];
  if (watch.parent === 0 || watch.worker === 0) faults.push('nothing was measured');
  return { watch, faults };
}

function tooMuch(title: string, { parent, worker }: PeakWatch): string[] {
  return Object.entries({ parent, worker })
    .filter(([, bytes]) => bytes > limit)
    .map(([who, bytes]) => `${title}: the ${who} held ${megabytes(bytes)}, more than ${megabytes(limit)}`);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024).toLocaleString('en')} MB`;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
