import type { Breakage, Past } from '../power-cut/trial.js';
import * as flushes from './broken-flushes.js';
import * as names from './broken-names.js';
import * as orders from './broken-orders.js';

/** A write protocol with one thing wrong. */
export interface Variant extends Breakage {
  /** What is wrong. */
  readonly name: string;
  /** The scenario in which it shows. */
  readonly scenario: string;
  /** What has to come before for it to show, where not anything does. */
  readonly past?: Past;
}

const some = 'new sessions';
const change = 'changed sessions, and one that was open';
const rename = 'sessions whose names change';
const one = 'one new session';
const backups = 'backups, of which two stay';
const nested = 'recordings in directories that are made side by side';

/** Every one has to be caught. */
export const variants: readonly Variant[] = [
  { name: 'no temporary file: written under the final name', scenario: some, disk: names.noTemporaryFile },
  { name: 'copied to the final name', scenario: some, disk: names.copyToName },
  { name: 'replaced in place', scenario: change, disk: names.replaceInPlace },
  { name: 'removed, then replaced', scenario: change, disk: names.removeBeforeReplace },
  { name: 'no flush of files', scenario: some, disk: flushes.noFileFlush },
  { name: 'flush of another file', scenario: some, disk: flushes.flushOfAnotherFile },
  { name: 'name before flush of the file', scenario: some, disk: flushes.nameBeforeFlush },
  { name: 'no flush of directories', scenario: some, disk: flushes.noDirectoryFlush },
  { name: 'receipt before flush of the directory', scenario: backups, disk: flushes.receiptBeforeDirectoryFlush },
  { name: 'no flush of the directories above', scenario: nested, disk: flushes.noFlushOfParents },
  {
    name: 'directories above taken for durable where found',
    scenario: one,
    past: 'a kill',
    disk: flushes.noFlushOfParentsFound,
  },
  { name: 'repeat taken for durable', scenario: one, past: 'a kill', disk: flushes.repeatTakenForDurable },
  { name: 'temporary file trusted after a crash', scenario: some, disk: names.trustedLeftover },
  { name: 'temporary file shared by deliveries', scenario: some, disk: names.sharedTemporaryFile },
  { name: 'nothing removed', scenario: rename, disk: names.nothingRemoved },
  { name: 'own file not recognised', scenario: some, disk: names.ownFileNotRecognised },
  { name: 'short write accepted', scenario: some, disk: names.shortWriteAccepted },
  { name: 'ledger before file', scenario: some, destination: orders.ledgerBeforeFile },
  {
    name: 'ledger though the delivery failed',
    scenario: some,
    disk: names.fullDisk,
    destination: orders.ledgerDespiteFailure,
  },
  { name: 'checkpoint before delivery', scenario: some, destination: orders.checkpointBeforeDelivery },
  { name: 'old version removed before the new one', scenario: rename, destination: orders.oldVersionRemovedFirst },
];
