import type { LogQuery } from '@integration-client/core/application';
import { useEffect, useState } from 'react';
import { useClient } from './client.js';
import { followLog } from './follow-log.js';

/** The newest lines of a log, oldest of them first, and what comes. */
export function useLogTail(log: LogQuery['log'], lines: number, source: string): readonly string[] {
  const client = useClient();
  const [shown, setShown] = useState<readonly string[]>([]);
  // `source` says who is asked; where that changes, the log is asked for anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    let kept: string[] = [];
    setShown([]);
    return followLog(
      client,
      { log, lines },
      {
        begin: () => {
          kept = [];
        },
        add: (line) => {
          kept = [...kept, line].slice(-lines);
        },
        show: () => setShown(kept),
      },
    );
  }, [client, log, lines, source]);
  return shown;
}
