import type { LogLine, LogQuery } from '@integration-client/core/application';
import type { Client } from './client.js';

/** Milliseconds that new lines are gathered before they are shown. */
export const gathering = 100;

/** Milliseconds until a log that broke off is asked for again: its host ended, or began. */
const again = 1_000;

/** What becomes of the lines of a log. */
export interface LogListener {
  /** The log is read from its beginning, for the first time or anew: what was added is added again. */
  begin(): void;
  add(line: string): void;
  /** What was added since the last time is to be shown now. */
  show(): void;
  /** It could not be read just now; it is tried again. */
  fail?(error: Error): void;
}

/** Reads a log and what comes, until the answered function is called. */
export function followLog(client: Client, query: Omit<LogQuery, 'follow'>, listener: LogListener): () => void {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const show = () => {
    timer = undefined;
    if (!stop.signal.aborted) listener.show();
  };
  const onEvent = ({ text }: LogLine) => {
    if (stop.signal.aborted) return;
    listener.add(text);
    timer ??= setTimeout(show, gathering);
  };
  const follow = () => {
    timer = undefined;
    listener.begin();
    client
      .ask((application) => application.logs({ ...query, follow: true }, { signal: stop.signal, onEvent }))
      .catch((error: Error) => {
        if (!stop.signal.aborted) listener.fail?.(error);
      })
      .finally(() => {
        if (stop.signal.aborted) return;
        clearTimeout(timer);
        timer = setTimeout(follow, again);
      });
  };
  follow();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}
