import type { Operation } from '../../operation.js';
import type { PluginDefinition } from '../../plugin.js';
import type { Trial } from './trial.js';

/** One rule of the contract, as it is tried. */
export interface CaseDefinition {
  /** The rule, as a sentence without a full stop. */
  readonly name: string;
  /** Why the manifest makes it needless; undefined where it does not. */
  readonly skip?: (plugin: PluginDefinition, operations: readonly Operation[]) => string | undefined;
  /** Throws Violation where the rule is broken; any other error is one of the plugin that was not to be. */
  readonly run: (trial: Trial) => Promise<void>;
}

const documents: readonly Operation[] = ['sessions', 'presentations'];

/** The operations of a list whose items are held whole. */
export function documentsOf(operations: readonly Operation[]): readonly Operation[] {
  return operations.filter((operation) => documents.includes(operation));
}

/** The operations of a list whose items are streams. */
export function streamsOf(operations: readonly Operation[]): readonly Operation[] {
  return operations.filter((operation) => !documents.includes(operation));
}

/** For {@link CaseDefinition.skip}. */
export const withoutStreams: CaseDefinition['skip'] = (_, operations) =>
  streamsOf(operations).length > 0 ? undefined : 'takes no recordings or backups';

/** For {@link CaseDefinition.skip}. */
export const withoutDocuments: CaseDefinition['skip'] = (_, operations) =>
  documentsOf(operations).length > 0 ? undefined : 'takes no sessions or presentations';

/** For {@link CaseDefinition.skip}. */
export const withoutVerify: CaseDefinition['skip'] = ({ verifies }) =>
  verifies === true ? undefined : 'does not verify';

/** For {@link CaseDefinition.skip}: what every object of the plugin's class has. */
export function without(member: 'deliverMany' | 'check' | 'locations'): CaseDefinition['skip'] {
  return ({ destination }) => (member in (destination.prototype as object) ? undefined : `has no ${member}`);
}
