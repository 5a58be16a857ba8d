import type { BackfilledTransfer, BackfillReport, BackfillRequest } from '@integration-client/core/application';
import type { Clock } from '@integration-client/core/clock';
import type { Log } from '@integration-client/core/log/open-log';
import { mergeReports } from '@integration-client/core/merge-reports';
import { type TransferReport, worstOutcome } from '@integration-client/core/run';
import type { BackfillRange } from '@integration-client/core/store/backfills';
import type { Store } from '@integration-client/core/store/store';
import { describeProblem } from '@integration-client/core/transfer/tally';
import { spanWindows, type Window, windowSelection } from '@integration-client/core/transfer/windows';
import { inject, injectable } from 'tsyringe';
import { HostTokens } from '../tokens.js';
import { backfillSpan, backfillWays } from './backfill-ways.js';
import { type RunCall, Transfers } from './transfers.js';

/** Delivers what is missing of days that have passed, window by window; schedules take their turns in between. */
@injectable()
export class Backfill {
  constructor(
    @inject(HostTokens.Store) private readonly store: Store,
    @inject(HostTokens.Clock) private readonly clock: Clock,
    @inject(HostTokens.Log) private readonly log: Log,
    @inject(Transfers) private readonly transfers: Transfers,
  ) {}

  /** Throws what {@link backfillSpan} and {@link backfillWays} throw; what goes wrong on a way is in the report. */
  async run(request: BackfillRequest, call: RunCall): Promise<BackfillReport> {
    const started = this.clock.now();
    const configuration = await this.store.configuration.load();
    const span = backfillSpan(request, configuration.application.timeZone, started);
    const ways = backfillWays(request, configuration).map((way) => ({ ...way, ...span }));
    const log = this.log.logger('backfill');
    log.info(`Backfill of ${request.from} to ${request.to}, ${ways.length} transfer(s), begins`);
    const transfers = await Promise.all(ways.map((way) => this.#way(way, call)));
    const outcome = worstOutcome(transfers.map((transfer) => transfer.outcome));
    log.info(`Backfill ended: ${outcome}`);
    return {
      from: span.from.toISOString(),
      to: span.to.toISOString(),
      started: started.toISOString(),
      finished: this.clock.now().toISOString(),
      outcome,
      transfers,
    };
  }

  /** All windows of a way, from where it was interrupted before, until one cannot be finished. */
  async #way(range: BackfillRange, call: RunCall): Promise<BackfilledTransfer> {
    const reports: TransferReport[] = [];
    let [resumed, through]: (Date | undefined)[] = [];
    let isWhole = false;
    try {
      resumed = through = await this.store.backfilled(range);
      const windows = spanWindows(resumed ?? range.from, range.to, this.clock.now());
      for (const [index, window] of windows.entries()) {
        const report = await this.#window(range, window, partial(reports, index, windows.length, call));
        reports.push(report);
        if (report.outcome !== 'done' && report.outcome !== 'partial') break;
        isWhole = index === windows.length - 1;
        const end = isWhole ? undefined : window.to;
        await this.store.saveBackfilled(range, end);
        through = end;
      }
    } catch (error) {
      const { site, destination } = range;
      const problems = [describeProblem(error)];
      this.log.logger('backfill').error(`${site} to ${destination}: ${problems[0]?.message}`);
      reports.push({ site, destination, outcome: 'failed', operations: {}, requests: 0, problems });
    }
    return {
      ...mergeReports(reports),
      ...(resumed === undefined ? {} : { resumed: resumed.toISOString() }),
      ...(isWhole || through === undefined ? {} : { through: through.toISOString() }),
    };
  }

  async #window(
    { site, destination, operations }: BackfillRange,
    window: Window,
    call: RunCall,
  ): Promise<TransferReport> {
    const { seconds } = windowSelection(window, 'start') as { readonly seconds: number };
    const selection = { kind: 'missing', from: window.from, seconds } as const;
    const { transfers } = await this.transfers.run([{ site, destination, operations, selection }], call);
    return transfers[0] as TransferReport;
  }
}

/** Tells of one window as a part of all, with what the windows before it delivered. */
function partial(before: readonly TransferReport[], index: number, windows: number, call: RunCall): RunCall {
  const counts = before.flatMap(({ operations }) => Object.values(operations));
  const items = counts.reduce((sum, { delivered }) => sum + delivered, 0);
  const bytes = counts.reduce((sum, count) => sum + count.bytes, 0);
  const isLast = index === windows - 1;
  return {
    signal: call.signal,
    onProgress: ({ outcome, total, ...progress }) => {
      const goesOn = (outcome === 'done' || outcome === 'partial') && !isLast;
      call.onProgress({
        ...progress,
        items: items + progress.items,
        bytes: bytes + progress.bytes,
        ...(total === undefined ? {} : { total: items + total }),
        ...(outcome === undefined || goesOn ? {} : { outcome }),
        part: { number: index + 1, of: windows },
      });
    },
  };
}
