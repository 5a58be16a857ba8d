import type { Application } from '@integration-client/core/application';
import { useEffect, useState } from 'react';
import { useClient } from './client.js';
import type { Polled } from './poll.js';

/** What was asked once, and how to ask once more for what was changed. */
export interface Answered<T> extends Polled<T> {
  readonly again: () => Promise<T>;
}

/** Asks the application something once. The question has to be the same function each time. */
export function useAnswer<T>(question: (application: Application) => Promise<T>): Answered<T> {
  const client = useClient();
  const [answer, setAnswer] = useState<Polled<T>>({});
  useEffect(() => {
    let isGone = false;
    client
      .ask(question)
      .then(
        (value) => ({ value }),
        (error: Error) => ({ error }),
      )
      .then((found) => {
        if (!isGone) setAnswer(found);
      });
    return () => {
      isGone = true;
    };
  }, [client, question]);
  const again = async (): Promise<T> => {
    const value = await client.ask(question);
    setAnswer({ value });
    return value;
  };
  return { ...answer, again };
}
