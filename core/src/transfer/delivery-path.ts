import type { Destination, Item, Logger, Receipt } from '@integration-client/sdk';
import type { Clock } from '../clock.js';
import { contentCheck } from './decorators/content-check.js';
import { deadline } from './decorators/deadline.js';
import { type Decorator, type Deliver, nameOf } from './decorators/deliver.js';
import { limit, type Turns, unlimited } from './decorators/limit.js';
import { logged } from './decorators/log.js';
import { type DeliveryMetrics, measure } from './decorators/metrics.js';
import { retry } from './decorators/retry.js';

/** The concerns of a delivery, the outermost first. */
export type Concern = 'retry' | 'limit' | 'metrics' | 'log' | 'deadline' | 'content-check';

/** Where a test can come between a concern and what lies below it. Default: nothing comes between. */
export type Seam = (above: Concern, next: Deliver) => Deliver;

/** What the concerns of a delivery work with. */
export interface DeliveryPathParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: DeliveryMetrics;
  /** Default: no limit but the destination's own concurrency. */
  readonly turns?: Turns;
  readonly seam?: Seam;
  /** The plugin's name, for messages. */
  readonly plugin?: string;
}

/**
 * The way of every item to its destination. The order matters: who waits to try again holds no turn, who waits for a turn
 * is not measured and misses no deadline, and only what the content check has believed counts as delivered.
 */
export function deliveryPath(destination: Destination, parts: DeliveryPathParts): Deliver {
  const { clock, log, metrics, turns = unlimited, seam = (_, next) => next } = parts;
  const onRetry = (items: readonly Item[], error: Error, pause: number) =>
    log.warn(`${nameOf(items)}: ${error.message}; trying again in ${(pause / 1000).toFixed(1)} s`);
  const concerns: readonly (readonly [Concern, Decorator])[] = [
    ['retry', retry({ clock, onRetry })],
    ['limit', limit(turns)],
    ['metrics', measure(metrics)],
    ['log', logged(log)],
    ['deadline', deadline()],
    ['content-check', contentCheck(parts.plugin)],
  ];
  return concerns.reduceRight<Deliver>((next, [name, decorate]) => decorate(seam(name, next)), callOf(destination));
}

function callOf(destination: Destination): Deliver {
  return async (items, signal): Promise<readonly Receipt[]> => {
    const [only] = items;
    if (items.length === 1 && only !== undefined) return [await destination.deliver(only, signal)];
    if (destination.deliverMany === undefined) throw new TypeError('the destination takes no batches');
    return destination.deliverMany(items, signal);
  };
}
