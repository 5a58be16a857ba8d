import type { Application, Call } from '@integration-client/core/application';
import type { Progress, RunReport } from '@integration-client/core/run';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from './client.js';

/** Milliseconds that progress is gathered before it is shown. */
const gathering = 150;

/** Something long: begins with the first look at it. */
export type RunStart<Report extends RunReport = RunReport> = (
  application: Application,
  call: Call<Progress>,
) => Promise<Report>;

/** A run that was started by looking at it. */
export interface Run<Report extends RunReport = RunReport> {
  /** How far its transfers are, by place, see {@link placeOf}. */
  readonly progress: ReadonlyMap<string, Progress>;
  /** What came of it; an error, also AbortError when it was cancelled. Absent: it goes on. */
  readonly result?: Report | Error;
  /** Stops it cleanly. It is stopped too when nobody looks at it any more. */
  readonly cancel: () => void;
}

/** Names a transfer of a run. */
export function placeOf({ site, destination }: Pick<Progress, 'site' | 'destination'>): string {
  return JSON.stringify([site ?? null, destination]);
}

/** Runs something as long as it is looked at. `start` is called once. */
export function useRun<Report extends RunReport>(start: RunStart<Report>): Run<Report> {
  const client = useClient();
  const [progress, setProgress] = useState<ReadonlyMap<string, Progress>>(new Map());
  const [result, setResult] = useState<Report | Error>();
  const stop = useRef(new AbortController());
  const begin = useRef(start);
  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    const known = new Map<string, Progress>();
    let timer: NodeJS.Timeout | undefined;
    const show = () => {
      timer = undefined;
      if (!controller.signal.aborted) setProgress(new Map(known));
    };
    const onEvent = (event: Progress) => {
      known.set(placeOf(event), event);
      timer ??= setTimeout(show, gathering);
    };
    let isGone = false;
    client
      .change((application) => begin.current(application, { signal: controller.signal, onEvent }))
      .catch((error: Error) => error)
      .then((answer) => {
        clearTimeout(timer);
        if (isGone) return;
        setProgress(new Map(known));
        setResult(answer);
      });
    return () => {
      isGone = true;
      clearTimeout(timer);
      controller.abort();
    };
  }, [client]);
  const cancel = useCallback(() => stop.current.abort(), []);
  return { progress, cancel, ...(result === undefined ? {} : { result }) };
}
