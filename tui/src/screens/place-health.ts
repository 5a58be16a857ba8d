import type { StatusReport } from '@integration-client/core/application';
import type { Outcome } from '@integration-client/core/run';
import { type Span, stateSpan } from '../parts/line.js';
import type { Theme } from '../theme.js';

/** How the newest transfer from a site, or to a destination, went. */
export function newestOutcome(
  status: StatusReport | undefined,
  kind: 'site' | 'destination',
  name: string,
): Outcome | undefined {
  return status?.runs.flatMap(({ transfers }) => transfers).find((transfer) => transfer[kind] === name)?.outcome;
}

/** The same as sign and word. */
export function outcomeSpan(theme: Theme, outcome: Outcome | undefined): Span {
  return outcome === undefined ? stateSpan(theme, 'unknown', 'not used yet') : stateSpan(theme, outcome);
}
