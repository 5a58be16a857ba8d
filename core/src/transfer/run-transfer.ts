import { ConfigError, RetryableError } from '@integration-client/sdk';
import type { ReportSubject } from '../appliance/appliance.js';
import type { Outcome, TransferReport } from '../run.js';
import { deliverBackup } from './backup-transfer.js';
import { Delivery } from './delivery.js';
import { readReportFile } from './document-source.js';
import { DocumentTransfer, type Treatment } from './document-transfer.js';
import { applianceTime, DueDocuments } from './due-documents.js';
import type { TransferJob, TransferParts } from './job.js';
import { Recorder } from './recorder.js';
import { describeProblem, Tally } from './tally.js';

/** How often a download that takes long is told of, in milliseconds. */
const tickInterval = 500;

/**
 * Moves what is due, or what was selected, from one site to one destination. Never throws: what stopped it is in the
 * report, and what was not recorded as delivered is done again by the next run.
 */
export async function runTransfer(job: TransferJob, parts: TransferParts): Promise<TransferReport> {
  const tally = new Tally({ site: job.site.name, destination: job.destination }, job.operations, parts.onProgress);
  const ticking = setInterval(() => tally.tick(), tickInterval);
  let outcome: Outcome;
  try {
    await deliverAll(job, parts, tally);
    outcome = tally.anyFailed ? 'partial' : 'done';
  } catch (error) {
    outcome = outcomeOf(error, parts.signal);
    if (outcome !== 'interrupted') {
      tally.problem(error);
      parts.log.error(logText(error, outcome));
    }
  } finally {
    clearInterval(ticking);
  }
  return {
    site: job.site.name,
    destination: job.destination,
    outcome,
    operations: tally.operations,
    requests: parts.appliance?.requests ?? 0,
    problems: tally.problems,
  };
}

async function deliverAll(job: TransferJob, parts: TransferParts, tally: Tally): Promise<void> {
  const recorder = new Recorder(parts.state, tally, parts.log);
  const delivery = new Delivery(parts);
  const tools = { recorder, delivery, tally };
  for (const subject of ['sessions', 'presentations'] as const satisfies readonly ReportSubject[]) {
    const transfer = new DocumentTransfer(subject, job, parts, tools);
    if (transfer.operations.length === 0) continue;
    if (job.selection.kind === 'due') await deliverDue(transfer, job, parts, tools);
    else await deliverSelected(transfer, job, parts);
  }
  if (job.operations.includes('site-backups')) await deliverBackup(job, parts, tools);
}

async function deliverDue(
  transfer: DocumentTransfer,
  job: TransferJob,
  parts: TransferParts,
  tools: { readonly recorder: Recorder; readonly tally: Tally },
): Promise<void> {
  const { appliance } = parts;
  if (appliance === undefined) throw new TypeError('what is due cannot be known without the appliance');
  await new DueDocuments(transfer, appliance, job, parts, tools).run(await applianceTime(appliance, parts));
}

/** The API Tester's way: what was asked for, whether it was delivered before or not; no checkpoint moves. */
async function deliverSelected(transfer: DocumentTransfer, job: TransferJob, parts: TransferParts): Promise<void> {
  const { selection } = job;
  const openSessions = selection.kind === 'lsid' || (selection.kind !== 'due' && selection.openSessions);
  const treatment: Treatment = {
    again: true,
    isReady: (header) => openSessions || header.endTime !== undefined,
    onOpen: async (headers) => parts.log.info(`${headers.length} session(s) with no end time left out`),
    onHandled: () => {},
  };
  if (selection.kind === 'files') {
    for (const file of selection.files) await transfer.readReport(readReportFile(file), treatment);
  } else if (selection.kind !== 'due') {
    const entries = await parts.appliance?.report(
      transfer.subject,
      selection.kind === 'lsid'
        ? { by: 'lsid', lsids: [selection.lsid] }
        : { by: 'start', from: selection.from, seconds: selection.seconds },
      parts.signal,
    );
    if (entries !== undefined) await transfer.readReport(entries, treatment);
  }
  await transfer.deliverRecordings();
}

function outcomeOf(error: unknown, signal: AbortSignal): Outcome {
  if (signal.aborted) return 'interrupted';
  if (error instanceof RetryableError) return 'unreachable';
  if (error instanceof ConfigError) return 'refused';
  return 'failed';
}

/** A defect is logged with where it happened; anything else says for itself what to do. */
function logText(error: unknown, outcome: Outcome): string {
  const { message, hint } = describeProblem(error);
  if (outcome === 'failed' && error instanceof Error) return error.stack ?? message;
  return hint === undefined ? message : `${message} (${hint})`;
}
