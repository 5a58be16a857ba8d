import { IntegrationError, type Operation, type Receipt } from '@integration-client/sdk';
import type { OperationCounts, Problem, Progress } from '../run.js';
import type { DeliveryMetrics } from './decorators/metrics.js';
import { type Download, RecordingDownload } from './stream-item.js';

/** How many different problems a report lists; the counts hold all of them. */
const listedProblems = 20;

/** Progress is told at most so often, in milliseconds. */
const progressInterval = 200;

type Counts = { -readonly [Key in keyof OperationCounts]: OperationCounts[Key] };

/** Counts what a transfer does, and tells how far it is. */
export class Tally implements DeliveryMetrics {
  readonly operations: Partial<Record<Operation, Counts>> = {};
  readonly problems: Problem[] = [];
  /** How many attempts of deliveries failed, by the error's code. */
  readonly failedAttempts: Record<string, number> = {};
  readonly #places: { readonly site: string; readonly destination: string };
  readonly #onProgress: (progress: Progress) => void;
  readonly #seenProblems = new Set<string>();
  #items = 0;
  #bytes = 0;
  #total: number | undefined;
  #told = 0;
  readonly #downloads = new Set<Download>();
  #downloaded = 0;

  constructor(
    places: { readonly site: string; readonly destination: string },
    operations: readonly Operation[],
    onProgress: (progress: Progress) => void,
  ) {
    this.#places = places;
    this.#onProgress = onProgress;
    for (const operation of operations) {
      this.operations[operation] = { delivered: 0, unchanged: 0, failed: 0, pending: 0, bytes: 0 };
    }
  }

  delivered(operation: Operation, receipt: Receipt): void {
    const counts = this.#counts(operation);
    if (receipt.outcome === 'skipped') {
      counts.unchanged++;
    } else {
      counts.delivered++;
      counts.bytes += receipt.bytes;
      this.#bytes += receipt.bytes;
    }
    this.#items++;
    this.#tell(operation);
  }

  unchanged(operation: Operation, count = 1): void {
    this.#counts(operation).unchanged += count;
    this.#tell(operation);
  }

  pending(operation: Operation, count: number): void {
    this.#counts(operation).pending += count;
  }

  failed(operation: Operation, error: unknown): void {
    this.#counts(operation).failed++;
    this.problem(error);
    this.#tell(operation);
  }

  /** Lists a problem for people, each kind once. */
  problem(error: unknown): void {
    const problem = describeProblem(error);
    const kind = `${problem.code} ${problem.message}`;
    if (this.#seenProblems.has(kind) || this.problems.length >= listedProblems) return;
    this.#seenProblems.add(kind);
    this.problems.push(problem);
  }

  /** More items are known to be due than were handled so far. */
  expect(operation: Operation, items: number): void {
    this.#total = this.#items + items;
    this.#tell(operation);
  }

  /** A download has begun: it counts as progress until it is delivered or has failed. */
  begin(item: Download): void {
    this.#downloads.add(item);
  }

  end(item: Download): void {
    this.#downloads.delete(item);
  }

  attemptFailed(code: string): void {
    this.failedAttempts[code] = (this.failedAttempts[code] ?? 0) + 1;
  }

  /** To be called now and then: tells of downloads that take long. Where nothing moved, nothing is told. */
  tick(): void {
    const [oldest] = this.#downloads;
    const downloaded = this.#arriving();
    if (oldest !== undefined && downloaded !== this.#downloaded) this.#tell(oldest.operation);
    this.#downloaded = downloaded;
  }

  get anyFailed(): boolean {
    return Object.values(this.operations).some((counts) => counts.failed > 0);
  }

  /** Bytes so far of the downloads under way. */
  #arriving(): number {
    return [...this.#downloads].reduce((sum, item) => sum + item.received, 0);
  }

  #current(): Pick<Progress, 'current' | 'arriving'> {
    const [item] = this.#downloads;
    if (item === undefined) return {};
    const name = item instanceof RecordingDownload ? item.session.lsid : item.site.name;
    const size = item.size === undefined ? {} : { size: item.size };
    return { current: { name, bytes: item.received, ...size }, arriving: this.#arriving() };
  }

  #counts(operation: Operation): Counts {
    this.operations[operation] ??= { delivered: 0, unchanged: 0, failed: 0, pending: 0, bytes: 0 };
    return this.operations[operation];
  }

  #tell(operation: Operation): void {
    const now = performance.now();
    if (now - this.#told < progressInterval) return;
    this.#told = now;
    const total = this.#total === undefined ? {} : { total: this.#total };
    this.#onProgress({
      ...this.#places,
      operation,
      items: this.#items,
      bytes: this.#bytes,
      ...total,
      ...this.#current(),
    });
  }
}

/** An error as people read it. A defect keeps its own message under the code `defect`. */
export function describeProblem(error: unknown): Problem {
  if (error instanceof IntegrationError) {
    return { code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
  return { code: 'defect', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
