import { ConfigError, RetryableError, UnreachableError } from '@integration-client/sdk';
import type { ReportSubject } from '../appliance/appliance.js';
import type { Outcome, TransferReport } from '../run.js';
import { type ApplianceNow, applianceTime } from './appliance-time.js';
import { deliverBackup } from './backup-transfer.js';
import { ChosenItems } from './chosen-items.js';
import { Delivery } from './delivery.js';
import { deliveryPath } from './delivery-path.js';
import { readReportFile } from './document-source.js';
import { DocumentTransfer, type Treatment } from './document-transfer.js';
import { DueDocuments } from './due-documents.js';
import type { Selection, TransferJob, TransferParts } from './job.js';
import { keepUnsettled } from './keep-unsettled.js';
import { deliverMissing } from './missing-documents.js';
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
    failedAttempts: tally.failedAttempts,
    requests: parts.appliance?.requests ?? 0,
    problems: tally.problems,
  };
}

async function deliverAll(job: TransferJob, parts: TransferParts, tally: Tally): Promise<void> {
  const recorder = new Recorder(parts.state, tally, parts.log);
  const path = parts.deliver ?? deliveryPath(parts.destination, { ...parts, metrics: tally });
  const delivery = new Delivery(path, parts);
  let time: Promise<Date> | undefined;
  // Once in a run: what the appliance answered is kept, and would look late by all that came since.
  const applianceNow: ApplianceNow = (appliance) => {
    time ??= applianceTime(appliance, parts);
    return time;
  };
  const tools = { recorder, delivery, tally, applianceNow };
  const faults: unknown[] = [];
  for (const subject of ['sessions', 'presentations'] as const satisfies readonly ReportSubject[]) {
    const transfer = new DocumentTransfer(subject, job, parts, tools);
    if (transfer.operations.length === 0) continue;
    await deliverDocuments(transfer, job, parts, tools).catch((error) => faults.push(beside(error, parts.signal)));
  }
  if (job.operations.includes('site-backups')) {
    await deliverBackup(job, parts, tools).catch((error) => faults.push(beside(error, parts.signal)));
  }
  for (const fault of faults.slice(1)) tally.problem(fault);
  if (faults.length > 0) throw faults[0];
}

/**
 * What stops one kind of data need not stop the others. Throws the error where it does: where a place cannot be used, and
 * after a defect, as that run is soon repeated and would take a backup each time.
 */
function beside(error: unknown, signal: AbortSignal): unknown {
  const passes =
    error instanceof ConfigError || (error instanceof RetryableError && !(error instanceof UnreachableError));
  if (signal.aborted || !passes) throw error;
  return error;
}

function deliverDocuments(
  transfer: DocumentTransfer,
  job: TransferJob,
  parts: TransferParts,
  tools: { readonly recorder: Recorder; readonly tally: Tally; readonly applianceNow: ApplianceNow },
): Promise<void> {
  const { selection } = job;
  if (selection.kind === 'due') return deliverDue(transfer, job, parts, tools);
  if (selection.kind === 'items') return new ChosenItems(transfer, selection.keys, job, parts, tools).run();
  if (selection.kind === 'missing') {
    if (parts.appliance === undefined) throw new TypeError('what is missing cannot be known without the appliance');
    return deliverMissing(transfer, selection, parts.appliance, job, parts, tools);
  }
  return deliverSelected(transfer, selection, parts, tools.recorder);
}

async function deliverDue(
  transfer: DocumentTransfer,
  job: TransferJob,
  parts: TransferParts,
  tools: { readonly recorder: Recorder; readonly tally: Tally; readonly applianceNow: ApplianceNow },
): Promise<void> {
  const { appliance } = parts;
  if (appliance === undefined) throw new TypeError('what is due cannot be known without the appliance');
  await new DueDocuments(transfer, appliance, job, parts, tools).run(await tools.applianceNow(appliance));
}

/** The API Tester's way: what was asked for, whether it was delivered before or not; no checkpoint moves. */
async function deliverSelected(
  transfer: DocumentTransfer,
  selection: Exclude<Selection, { readonly kind: 'due' | 'items' | 'missing' }>,
  parts: TransferParts,
  recorder: Recorder,
): Promise<void> {
  const openSessions = selection.kind === 'lsid' || selection.openSessions;
  const treatment: Treatment = {
    again: true,
    isReady: (header) => openSessions || header.endTime !== undefined,
    onOpen: async (headers) => parts.log.info(`${headers.length} session(s) with no end time left out`),
    onHandled: () => {},
    onMalformed: () => {},
  };
  if (selection.kind === 'files') {
    for (const file of selection.files) await transfer.readReport(readReportFile(file, transfer.subject), treatment);
  } else {
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
  await keepUnsettled(transfer, recorder, parts);
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
