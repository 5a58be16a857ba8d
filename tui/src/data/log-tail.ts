import type { LogQuery } from '@integration-client/core/application';
import { useEffect, useState } from 'react';
import { useClient } from './client.js';

/** Milliseconds that new lines are gathered before they are shown. */
const gathering = 100;

/** Milliseconds until a log that broke off is asked for again: its host ended, or began. */
const again = 1_000;

/** The newest lines of a log, oldest of them first, and what comes. */
export function useLogTail(log: LogQuery['log'], lines: number, source: string): readonly string[] {
  const client = useClient();
  const [shown, setShown] = useState<readonly string[]>([]);
  // `source` says who is asked; where that changes, the log is asked for anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const stop = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let kept: string[] = [];
    const show = () => {
      timer = undefined;
      if (!stop.signal.aborted) setShown(kept);
    };
    const onEvent = ({ text }: { readonly text: string }) => {
      kept = [...kept, text].slice(-lines);
      timer ??= setTimeout(show, gathering);
    };
    const follow = () => {
      kept = [];
      client
        .ask((application) => application.logs({ log, lines, follow: true }, { signal: stop.signal, onEvent }))
        .catch(() => {})
        .finally(() => {
          if (!stop.signal.aborted) timer = setTimeout(follow, again);
        });
    };
    setShown([]);
    follow();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, log, lines, source]);
  return shown;
}
