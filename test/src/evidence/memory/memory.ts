import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import type { TestHome } from '../../support/test-home.js';
import type { EvidenceSuite } from '../suite.js';
import { type Appliance, limit, type Measured, type MeasuredTransfer, measure, megabytes } from './measured-run.js';
import { PeakWatch } from './peak-watch.js';

const gigabyte = 1024 ** 3;

/** Documents that are read back and compared; of the others the names are. */
const comparedDocuments = 1_000;

/** Runs a schedule of the real programs on large data, and measures what they hold in memory. */
export const memory: EvidenceSuite = {
  name: 'memory',
  title: 'resident memory with a recording of 2 GB, a report of 200,000 sessions to files, and of 25,000 to SQLite',
  least: 6,
  async run({ seed, quick, progress }) {
    const trials = quick
      ? [() => measureFiles({ sessions: 1_000, recordingBytes: gigabyte / 16, large: false }, seed)]
      : [
          () => measureFiles({ sessions: 0, recordingBytes: 2 * gigabyte, large: true }, seed),
          () => measureFiles({ sessions: 200_000, recordingBytes: 0, large: true }, seed),
          () => measureRows(25_000, seed),
        ];
    const measured: Measured[] = [];
    for (const trial of trials) {
      progress(`run ${measured.length + 1} of ${trials.length}`);
      measured.push(await trial());
    }
    return {
      cases: 2 * measured.length,
      figures: `${measured.map(({ figures }) => figures).join('; ')} (limit ${megabytes(limit)}; ${PeakWatch.method})`,
      violations: measured.flatMap(({ violations }) => violations),
    };
  },
};

/** Sessions in one report, and a recording, each where there is to be any. */
function measureFiles(
  {
    sessions,
    recordingBytes,
    large,
  }: { readonly sessions: number; readonly recordingBytes: number; readonly large: boolean },
  seed: number,
): Promise<Measured> {
  const [hasSessions, hasRecording] = [sessions > 0, recordingBytes > 0];
  const transfer: MeasuredTransfer = {
    title: [
      ...(hasRecording ? [`recording of ${megabytes(recordingBytes)}`] : []),
      ...(hasSessions ? [`report of ${sessions.toLocaleString('en')} sessions to files`] : []),
    ].join(' and '),
    large,
    options: manySessions(sessions, seed),
    destination: 'Archive',
    operations: [
      ...(hasSessions ? ['sessions' as const] : []),
      ...(hasRecording ? ['session-recordings' as const] : []),
    ],
  };
  return measure(transfer, async (home, appliance, run) => {
    const lsid = hasRecording ? await appliance.addRecording(recordingBytes) : undefined;
    await run();
    return [
      ...(lsid === undefined ? [] : await wrongRecording(home, appliance, lsid)),
      ...(hasSessions ? await wrongNames(appliance, await home.files('sessions')) : []),
      ...(hasSessions ? await wrongDocuments(home, appliance) : []),
    ];
  });
}

function measureRows(sessions: number, seed: number): Promise<Measured> {
  const transfer: MeasuredTransfer = {
    title: `report of ${sessions.toLocaleString('en')} sessions to SQLite`,
    large: true,
    options: manySessions(sessions, seed),
    destination: 'Storage',
    operations: ['sessions'],
  };
  return measure(transfer, async (home, appliance, run) => {
    await run();
    const db = new DatabaseSync(home.database, { readOnly: true });
    try {
      const rows = db.prepare('SELECT "lseq" || \'-\' || "lsid" || \'.xml\' AS "name" FROM "session"').all();
      return await wrongNames(appliance, (rows as { name: string }[]).map(({ name }) => name).sort());
    } finally {
      db.close();
    }
  });
}

/** Six days fit into one window: all sessions stand in one report. */
function manySessions(sessions: number, seed: number) {
  return { seed, sessions, days: 6, eventsPerSession: 1, recordings: 'none', presentations: 0 } as const;
}

async function wrongRecording(home: TestHome, appliance: Appliance, lsid: string): Promise<string[]> {
  const [file = 'no file', ...others] = await home.files('session-recordings');
  const found = await sha256(join(home.archive, 'session-recordings', file)).catch(String);
  const isRight = found === (await appliance.recordingSha256(lsid)) && others.length === 0;
  return isRight ? [] : [`${file} has SHA-256 ${found}, ${others.length} files beside it`];
}

/** Whether each session is there once, by the names of its file, sorted. */
async function wrongNames(appliance: Appliance, names: readonly string[]): Promise<string[]> {
  const digest = createHash('sha256').update(names.join('\n')).digest('hex');
  return digest === (await appliance.namesSha256()) ? [] : [`${names.length} sessions, not those of the appliance`];
}

/** Reads back some of the documents, evenly spread. */
async function wrongDocuments(home: TestHome, appliance: Appliance): Promise<string[]> {
  const names = await home.files('sessions');
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
