import type { Call } from '@integration-client/core/application';
import { useEffect, useRef, useState } from 'react';

/** Something that takes a while and says what it is at. */
export type SteppedWork<T> = (call: Call<{ readonly step: string }>) => Promise<T>;

/** How far something is that was begun. */
export interface Steps<T> {
  /** Begins; once. */
  readonly begin: (work: SteppedWork<T>) => void;
  readonly hasBegun: boolean;
  /** What it said it is at, the newest last. */
  readonly steps: readonly string[];
  /** What came of it. Absent: it was not begun, or goes on. */
  readonly result?: T | Error;
}

/** Work that goes on as long as it is looked at; `onDone` hears what came of it. */
export function useSteps<T>(onDone?: (result: T) => void): Steps<T> {
  const stop = useRef<AbortController>(undefined);
  const [hasBegun, setBegun] = useState(false);
  const [steps, setSteps] = useState<readonly string[]>([]);
  const [result, setResult] = useState<T | Error>();
  useEffect(() => () => stop.current?.abort(), []);
  const begin = (work: SteppedWork<T>) => {
    const controller = new AbortController();
    stop.current = controller;
    setBegun(true);
    const onEvent = ({ step }: { readonly step: string }) => {
      if (!controller.signal.aborted) setSteps((before) => [...before, step]);
    };
    void work({ signal: controller.signal, onEvent }).then(
      (answer) => {
        if (controller.signal.aborted) return;
        setResult(answer);
        onDone?.(answer);
      },
      (error: Error) => {
        if (!controller.signal.aborted) setResult(error);
      },
    );
  };
  return { begin, hasBegun, steps, ...(result === undefined ? {} : { result }) };
}
