import type { RunReport } from '@integration-client/core/run';
import type { Store } from '@integration-client/core/store/store';
import { type ItemPlace, itemRequests } from './item-requests.js';
import type { TransferRequest } from './transfers.js';

const cannotBeMadeAgain = 'A backup cannot be made again: the next run takes a new one';
const nowhere = 'The appliance no longer has it';

/** Delivers again what is missing, and says of what is still missing why. */
export class Repair {
  /** Backups are not among them: one that is asked for is a new one. */
  readonly requests: readonly TransferRequest[];

  constructor(missing: readonly ItemPlace[]) {
    this.requests = itemRequests(missing.filter(({ operation }) => operation !== 'site-backups'));
  }

  get isEmpty(): boolean {
    return this.requests.length === 0;
  }

  /**
   * Why items are still missing, by key.
   * @param run what became of {@link requests}
   */
  async reasons(
    store: Store,
    destination: string,
    missing: readonly Omit<ItemPlace, 'destination'>[],
    run: RunReport,
  ): Promise<Map<string, string>> {
    const reasons = new Map<string, string>();
    for (const { key, operation } of missing) if (operation === 'site-backups') reasons.set(key, cannotBeMadeAgain);
    for (const [index, { site, destination: to, selection }] of this.requests.entries()) {
      if (to !== destination || selection.kind !== 'items') continue;
      const transfer = run.transfers[index];
      const stopped = transfer?.outcome === 'done' || transfer?.outcome === 'partial' ? undefined : transfer;
      for (const key of selection.keys) reasons.set(key, stopped?.problems[0]?.message ?? nowhere);
      if (stopped !== undefined) continue;
      const state = await store.transferState(site, destination);
      for (const { key, message } of await state.failed(selection.keys)) reasons.set(key, message);
    }
    return reasons;
  }
}
