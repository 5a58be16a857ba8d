import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openReport } from '@integration-client/core/report/open-report';
import { ChildModule } from '../../support/child-module.js';
import type { BenchmarkOptions, Contender } from '../benchmark.js';
import { type MeasuredSite, measureTransfer } from '../measured-transfer.js';
import { MeasuredModule } from '../own-process.js';
import { writeReportOf } from '../report-file.js';
import type { ApplianceMethods } from './appliance.js';
import { checkFiles } from './curl.js';
import type { ProgramMethods } from './programs.js';

/** An appliance in a process of its own whose sessions have one session recording each. */
export interface RecordingSite extends Required<MeasuredSite> {
  /** Of its sessions. */
  readonly lsids: readonly string[];
  /** Of each recording. */
  readonly bytes: number;
  /** Where files can be put. */
  readonly directory: string;
  /** What runs scripts of the shell that do the same. */
  readonly programs: MeasuredModule<ProgramMethods>;
  end(): Promise<void>;
}

/** Starts it, for a tiny run or a whole one. What it needs lies in a directory. */
export async function startRecordingSite(
  { directory, quick }: BenchmarkOptions,
  recordings: number,
  bytes: number,
): Promise<RecordingSite> {
  const report = join(directory, 'report.xml');
  await writeReportOf(report, { sessions: recordings, eventsPerSession: 1, recordings: 'all', days: 0.5 });
  const server = new ChildModule<ApplianceMethods>(new URL('./appliance.js', import.meta.url));
  const { host, ca } = await server.methods.start({ report, bytes });
  const caFile = join(directory, 'ca.pem');
  await writeFile(caFile, ca);
  const programs = new MeasuredModule<ProgramMethods>(new URL('./programs.js', import.meta.url), quick);
  return {
    host,
    caFile,
    clientId: 'benchmark',
    clientSecret: 'benchmark',
    lsids: await lsidsOf(report),
    bytes,
    directory,
    programs,
    async end() {
      await programs.end();
      await server.stop();
    },
  };
}

/** Where a recording is. */
export function recordingUrl({ host }: RecordingSite, lsid: string): string {
  return `https://${host}/api/reporting?generate_report=SupportSessionRecording&lsid=${lsid}`;
}

/** The client: it reads the report, and has each recording and its receipt durable. */
export function transferOf(site: RecordingSite, unitsEach: number): Contender {
  const { host, caFile, clientId, clientSecret, directory } = site;
  const request = { destination: 'Archive', operations: ['session-recordings'] } as const;
  return {
    name: 'transfer',
    title: 'transfer, durable, with SHA-256',
    run: () =>
      measureTransfer(
        { site: { host, caFile, clientId, clientSecret }, ...request },
        directory,
        async (home, measurement) => {
          await checkFiles(join(home.archive, 'session-recordings'), site);
          // Five rounds of it may be more than a disk has room for.
          await rm(home.archive, { recursive: true });
          return { ...measurement, units: measurement.units * unitsEach };
        },
      ),
  };
}

async function lsidsOf(report: string): Promise<string[]> {
  const opened = await openReport(createReadStream(report));
  const lsids: string[] = [];
  if (opened.kind === 'list') {
    for await (const entry of opened.entries) if (entry.kind === 'session') lsids.push(entry.header.lsid);
  }
  return lsids;
}
