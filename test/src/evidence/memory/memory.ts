import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import type { TestHome } from '../../support/test-home.js';
import type { EvidenceSuite } from '../suite.js';
import { type Appliance, limit, type Measured, measure, megabytes } from './measured-run.js';
import { PeakWatch } from './peak-watch.js';

const gigabyte = 1024 ** 3;

/** Documents that are read back and compared; of the others the names are. */
const comparedDocuments = 1_000;

/** Runs a schedule of the real programs on large data, and measures what they hold in memory. */
export const memory: EvidenceSuite = {
  name: 'memory',
  title: 'resident memory with a recording of 2 GB, and with reports of 200,000 sessions',
  least: 6,
  async run({ seed, quick, progress }) {
    const measured: Measured[] = [];
    progress('a recording');
    measured.push(await measureRecording(quick ? gigabyte / 16 : 2 * gigabyte, seed));
    progress('a report, to files');
    measured.push(await measureFiles(quick ? 2_000 : 200_000, seed));
    progress('a report, to a database');
    if (!quick) measured.push(await measureRows(200_000, seed));
    return {
      cases: 2 * measured.length,
      figures: `${measured.map(({ figures }) => figures).join('; ')} (limit ${megabytes(limit)}; ${PeakWatch.method})`,
      violations: measured.flatMap(({ violations }) => violations),
    };
  },
};

function measureRecording(bytes: number, seed: number): Promise<Measured> {
  const title = `recording of ${megabytes(bytes)}`;
  const options = { seed, sessions: 0 };
  const transfer = { title, options, destination: 'Archive', operation: 'session-recordings' } as const;
  return measure(transfer, async (home, appliance, run) => {
    const lsid = await appliance.addRecording(bytes);
    const expected = appliance.recordingSha256(lsid);
    await run();
    const [file = 'no file', ...others] = await home.files('session-recordings');
    const found = await sha256(join(home.archive, 'session-recordings', file)).catch(String);
    const isRight = found === (await expected) && others.length === 0;
    return isRight ? [] : [`${file} has SHA-256 ${found}, ${others.length} files beside it`];
  });
}

function measureFiles(sessions: number, seed: number): Promise<Measured> {
  const title = `report of ${sessions.toLocaleString('en')} sessions to files`;
  const transfer = {
    title,
    options: manySessions(sessions, seed),
    destination: 'Archive',
    operation: 'sessions',
  } as const;
  return measure(transfer, async (home, appliance, run) => {
    await run();
    const names = await home.files('sessions');
    const digest = createHash('sha256').update(names.join('\n')).digest('hex');
    const isComplete = names.length === sessions && digest === (await appliance.namesSha256());
    return [
      ...(isComplete ? [] : [`${names.length} files, or names that they should not have`]),
      ...(await wrongDocuments(home, appliance, names)),
    ];
  });
}

function measureRows(sessions: number, seed: number): Promise<Measured> {
  const title = `report of ${sessions.toLocaleString('en')} sessions to SQLite`;
  const transfer = {
    title,
    options: manySessions(sessions, seed),
    destination: 'Storage',
    operation: 'sessions',
  } as const;
  return measure(transfer, async (home, appliance, run) => {
    await run();
    const db = new DatabaseSync(home.database, { readOnly: true });
    try {
      const rows = db.prepare('SELECT "lseq" || \'-\' || "lsid" || \'.xml\' AS "name" FROM "session"').all();
      const names = (rows as { name: string }[]).map(({ name }) => name).sort();
      const digest = createHash('sha256').update(names.join('\n')).digest('hex');
      const isComplete = names.length === sessions && digest === (await appliance.namesSha256());
      return isComplete ? [] : [`${names.length} rows, or sessions that should not be there`];
    } finally {
      db.close();
    }
  });
}

/** Six days fit into one window: all sessions stand in one report. */
function manySessions(sessions: number, seed: number) {
  return { seed, sessions, days: 6, eventsPerSession: 1, recordings: 'none', presentations: 0 } as const;
}

async function wrongDocuments(home: TestHome, appliance: Appliance, names: readonly string[]): Promise<string[]> {
  const every = Math.ceil(names.length / comparedDocuments);
  const compared = names.filter((_, index) => index % every === 0);
  const expected = await appliance.documentsSha256(compared.map((name) => /-(.*)\.xml$/.exec(name)?.[1] ?? ''));
  const wrong: string[] = [];
  for (const [index, name] of compared.entries()) {
    const found = await sha256(join(home.archive, 'sessions', name));
    if (found !== expected[index]) wrong.push(`${name} does not hold what the appliance sent`);
  }
  return wrong;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
