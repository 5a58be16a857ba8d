import type { Operation } from '@integration-client/sdk';

/** What is delivered, and what was there before. */
export interface Scenario {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** Settings of each operation, beside its directory. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What stands in the directories. */
  readonly before:
    | 'nothing'
    /** The directory, with a temporary file of a dead process. */
    | 'a leftover'
    /** Somebody's file with the name. */
    | "somebody's file"
    /** The items, by a run of another site's client that this one knows nothing of: as after a crash before the ledger. */
    | 'the items, not recorded'
    /** An earlier version of the items. */
    | 'an earlier version'
    /** Two backups of earlier runs. */
    | 'two backups';
}

const documents = ['sessions', 'presentations'] as const;
const recordings = [
  'session-recordings',
  'command-shell-recordings',
  'show-my-screen-recordings',
  'presentation-recordings',
] as const;
const taken = { fileName: 'a.x' };
const conflicts = ['AppendNumber', 'Overwrite', 'Skip'] as const;

export const scenarios: readonly Scenario[] = [
  ...[...documents, ...recordings, 'site-backups' as const].map(
    (operation): Scenario => ({
      name: `${operation}, new`,
      operations: [operation],
      before: 'nothing',
    }),
  ),
  ...([documents[0], recordings[0], 'site-backups'] as const).map(
    (operation): Scenario => ({
      name: `${operation}, beside a leftover`,
      operations: [operation],
      before: 'a leftover',
    }),
  ),
  ...([documents[0], recordings[0]] as const).flatMap((operation) =>
    conflicts.map(
      (conflict): Scenario => ({
        name: `${operation} with a taken name, ${conflict}`,
        operations: [operation],
        settings: { ...taken, conflict },
        before: "somebody's file",
      }),
    ),
  ),
  ...([documents[0], recordings[0]] as const).flatMap((operation) =>
    conflicts.map(
      (conflict): Scenario => ({
        name: `${operation} stored before and not recorded, ${conflict}`,
        operations: [operation],
        settings: { conflict },
        before: 'the items, not recorded',
      }),
    ),
  ),
  ...documents.map(
    (operation): Scenario => ({
      name: `${operation}, changed`,
      operations: [operation],
      before: 'an earlier version',
    }),
  ),
  {
    name: 'sessions, changed, and their name with them',
    operations: ['sessions'],
    settings: { fileName: '%EXTERNAL_KEY%.xml' },
    before: 'an earlier version',
  },
  {
    name: 'site-backups, only one before the newest kept',
    operations: ['site-backups'],
    settings: { retentionCount: 1 },
    before: 'two backups',
  },
  {
    name: 'several kinds of data at once',
    operations: ['sessions', 'session-recordings', 'site-backups'],
    before: 'nothing',
  },
];
