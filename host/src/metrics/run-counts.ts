import type { Outcome, RunReport } from '@integration-client/core/run';
import type { Operation } from '@integration-client/sdk';

/** From where to where. */
type Places = {
  readonly site: string;
  readonly destination: string;
};

type ItemResult = 'delivered' | 'unchanged' | 'failed';

/** Codes come from plugins, which may make up any number: further ones count as `other`. */
const mostCodes = 200;

/** A number for each set of labels. */
class Counts<Labels extends object> {
  readonly #entries = new Map<string, { readonly labels: Labels; value: number }>();

  get size(): number {
    return this.#entries.size;
  }

  has(labels: Labels): boolean {
    return this.#entries.has(JSON.stringify(labels));
  }

  add(labels: Labels, value: number): void {
    const key = JSON.stringify(labels);
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, { labels, value });
    else entry.value += value;
  }

  *[Symbol.iterator](): Generator<{ readonly labels: Labels; readonly value: number }> {
    yield* this.#entries.values();
  }
}

/** Counts what the runs of schedules did since this process began. */
export class RunCounts {
  readonly runs = new Counts<Places & { readonly schedule: string; readonly outcome: Outcome }>();
  readonly items = new Counts<Places & { readonly operation: Operation; readonly result: ItemResult }>();
  readonly bytes = new Counts<Places & { readonly operation: Operation }>();
  /** Problems of runs, each kind once a run. */
  readonly errors = new Counts<Places & { readonly code: string }>();
  /** Attempts of deliveries that failed, those that went well at last too. */
  readonly failedAttempts = new Counts<Places & { readonly code: string }>();
  readonly requests = new Counts<{ readonly site: string }>();
  /** Seconds that the newest run of each schedule took. */
  readonly seconds = new Map<string, number>();

  add(schedule: string, report: RunReport): void {
    this.seconds.set(schedule, (Date.parse(report.finished) - Date.parse(report.started)) / 1000);
    for (const {
      site,
      destination,
      outcome,
      operations,
      problems,
      failedAttempts = {},
      requests,
    } of report.transfers) {
      const places = { site, destination };
      this.runs.add({ schedule, ...places, outcome }, 1);
      this.requests.add({ site }, requests);
      for (const [name, { delivered, unchanged, failed, bytes }] of Object.entries(operations)) {
        const operation = name as Operation;
        for (const [result, count] of Object.entries({ delivered, unchanged, failed })) {
          this.items.add({ ...places, operation, result: result as ItemResult }, count);
        }
        this.bytes.add({ ...places, operation }, bytes);
      }
      for (const code of new Set(problems.map((problem) => problem.code))) {
        addCode(this.errors, { ...places, code }, 1);
      }
      for (const [code, count] of Object.entries(failedAttempts)) {
        addCode(this.failedAttempts, { ...places, code }, count);
      }
    }
  }
}

function addCode(counts: RunCounts['errors'], labels: Places & { readonly code: string }, count: number): void {
  const isKnown = counts.has(labels) || counts.size < mostCodes;
  counts.add(isKnown ? labels : { ...labels, code: 'other' }, count);
}
