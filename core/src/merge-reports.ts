import type { Operation } from '@integration-client/sdk';
import { type OperationCounts, type Problem, type TransferReport, worstOutcome } from './run.js';

/** So many different problems are listed, as of one transfer. */
const listedProblems = 20;

/** What several transfers between the same two places did, as one. There has to be one at least. */
export function mergeReports(reports: readonly TransferReport[]): TransferReport {
  const [first] = reports;
  if (first === undefined) throw new TypeError('there is no report');
  const operations: Partial<Record<Operation, OperationCounts>> = {};
  const failedAttempts: Record<string, number> = {};
  const problems = new Map<string, Problem>();
  for (const report of reports) {
    for (const [operation, counts] of Object.entries(report.operations) as [Operation, OperationCounts][]) {
      operations[operation] = sum(operations[operation], counts);
    }
    for (const [code, count] of Object.entries(report.failedAttempts ?? {})) {
      failedAttempts[code] = (failedAttempts[code] ?? 0) + count;
    }
    for (const problem of report.problems) problems.set(`${problem.code} ${problem.message}`, problem);
  }
  return {
    site: first.site,
    destination: first.destination,
    outcome: worstOutcome(reports.map(({ outcome }) => outcome)),
    operations,
    failedAttempts,
    requests: reports.reduce((total, { requests }) => total + requests, 0),
    problems: [...problems.values()].slice(0, listedProblems),
  };
}

function sum(before: OperationCounts | undefined, more: OperationCounts): OperationCounts {
  if (before === undefined) return more;
  return {
    delivered: before.delivered + more.delivered,
    unchanged: before.unchanged + more.unchanged,
    failed: before.failed + more.failed,
    pending: before.pending + more.pending,
    bytes: before.bytes + more.bytes,
  };
}
