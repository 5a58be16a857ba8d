import type { Kind } from '@integration-client/core/application';
import type { Entries } from '@integration-client/core/entry-sections';
import { useEffect, useState } from 'react';
import { useClient } from './client.js';

/** An entry of the settings, its secrets masked; undefined until it was read. Without a name: null, for a new one. */
export function useEntry<K extends Kind>(kind: K, name: string | undefined): Entries[K] | Error | null | undefined {
  const client = useClient();
  const [entry, setEntry] = useState<Entries[K] | Error>();
  useEffect(() => {
    if (name === undefined) return;
    let isGone = false;
    client
      .ask((application) => application.show({ kind, name }))
      .catch((error: Error) => error)
      .then((answer) => {
        // `show` answers an entry of the kind it was asked for.
        if (!isGone) setEntry(answer as Entries[K] | Error);
      });
    return () => {
      isGone = true;
    };
  }, [client, kind, name]);
  return name === undefined ? null : entry;
}
