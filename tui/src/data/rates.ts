import { Rate } from '@integration-client/core/rate';
import type { Progress } from '@integration-client/core/run';
import { useRef } from 'react';

/** How fast a transfer is, and how long it takes from here. */
export interface Pace {
  /** Bytes a second. */
  readonly rate?: number;
  /** Milliseconds until all items that are known are there. */
  readonly left?: number;
}

/** The pace of running transfers, in their order, from one look to the next. */
export function usePaces(running: readonly Progress[]): readonly Pace[] {
  const known = useRef(new Map<string, { readonly bytes: Rate; readonly items: Rate }>());
  const now = performance.now();
  const names = running.map(({ site = '', destination }) => JSON.stringify([site, destination]));
  for (const name of known.current.keys()) if (!names.includes(name)) known.current.delete(name);
  return running.map((progress, index) => {
    const name = names[index] ?? '';
    const rates = known.current.get(name) ?? { bytes: new Rate(), items: new Rate() };
    known.current.set(name, rates);
    rates.bytes.add(progress.bytes + (progress.arriving ?? 0), now);
    rates.items.add(progress.items, now);
    const rate = rates.bytes.perSecond(now);
    return { ...(rate === undefined ? {} : { rate }), ...timeLeft(progress, rates.items.perSecond(now)) };
  });
}

function timeLeft({ items, total }: Progress, itemsPerSecond: number | undefined): Pick<Pace, 'left'> {
  if (total === undefined || itemsPerSecond === undefined || itemsPerSecond === 0) return {};
  return { left: (Math.max(0, total - items) / itemsPerSecond) * 1000 };
}
