import type { Outcome, RunReport } from '@integration-client/core/run';

/** A run of one transfer with as many problems as there are codes. */
export function report(outcome: Outcome, ...codes: readonly string[]): RunReport {
  return reportOf([{ site: 'Example', destination: 'Archive', outcome, codes }]);
}

/** A run of some transfers. */
export function reportOf(
  transfers: readonly {
    readonly site: string;
    readonly destination: string;
    readonly outcome: Outcome;
    readonly codes?: readonly string[];
    readonly failed?: number;
  }[],
): RunReport {
  const counts = { delivered: 0, unchanged: 0, pending: 0, bytes: 0 };
  return {
    started: '2026-03-01T00:00:00.000Z',
    finished: '2026-03-01T00:00:01.000Z',
    outcome: transfers[0]?.outcome ?? 'done',
    transfers: transfers.map(({ site, destination, outcome, codes = [], failed = 0 }) => ({
      site,
      destination,
      outcome,
      operations: { sessions: { ...counts, failed } },
      requests: 1,
      problems: codes.map((code) => ({ code, message: `message of ${code}`, hint: `hint of ${code}` })),
    })),
  };
}
