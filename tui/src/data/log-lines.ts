import type { LogQuery } from '@integration-client/core/application';
import { useEffect, useState } from 'react';
import { useClient } from './client.js';
import { followLog } from './follow-log.js';
import { LineRing } from './line-ring.js';

/** Lines that are kept of a log. */
const keptLines = 100_000;

/** A log as far as it was read. */
export interface LogLines {
  /** Always the same; it grows. */
  readonly ring: LineRing;
  /** Why the log cannot be read just now. */
  readonly error?: Error;
}

/**
 * The newest lines of a log, and what comes. What shows it is drawn anew when something came.
 * @param source says who is asked; where that changes, the log is asked for anew
 */
export function useLogLines(log: LogQuery['log'], level: LogQuery['level'], source: string): LogLines {
  const client = useClient();
  const [ring] = useState(() => new LineRing(keptLines));
  const [error, setError] = useState<Error>();
  const [, setEnd] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see `source`
  useEffect(
    () =>
      followLog(
        client,
        { log, lines: keptLines, ...(level === undefined ? {} : { level }) },
        {
          begin: () => ring.clear(),
          add: (line) => ring.push(line),
          show: () => {
            setError(undefined);
            setEnd(ring.end);
          },
          fail: setError,
        },
      ),
    [client, log, level, source, ring],
  );
  return { ring, ...(error === undefined ? {} : { error }) };
}
