import type { ReportSelection } from '../appliance/appliance.js';

/** So many sessions are asked for in one request: their ids have to fit into an address. */
const idsPerRequest = 50;

/**
 * Asks for sessions by their ids, many in one request, and each alone of which the answer said nothing: one unknown id can
 * spoil the answer for all. Yields the ids that were asked for, request by request.
 * @param seen the ids of the sessions that answers had; `ask` adds to it
 */
export async function* askById(
  lsids: readonly string[],
  seen: ReadonlySet<string>,
  ask: (selection: ReportSelection) => Promise<void>,
): AsyncGenerator<readonly string[]> {
  for (let start = 0; start < lsids.length; start += idsPerRequest) {
    const asked = lsids.slice(start, start + idsPerRequest);
    await ask({ by: 'lsid', lsids: asked });
    const alone = asked.length === 1 ? [] : asked.filter((lsid) => !seen.has(lsid));
    for (const lsid of alone) await ask({ by: 'lsid', lsids: [lsid] });
    yield asked;
  }
}
