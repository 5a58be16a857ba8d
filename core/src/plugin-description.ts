import type { Operation, SettingsSchema } from '@integration-client/sdk';

/** What the client has to know of a plugin to check, show and mask its settings. */
export interface PluginDescription {
  /** The version of the contract that it was written for. */
  readonly apiVersion: number;
  /** As settings name it: `filesystem`. */
  readonly name: string;
  /** As people read it: `File System`. */
  readonly displayName: string;
  /** The types of data it accepts. */
  readonly operations: readonly Operation[];
  readonly settings: SettingsSchema;
  /** How many deliveries may run side by side to one of its destinations. Absent: one. */
  readonly concurrency?: number;
  /** Its destinations can compare receipts with what they hold. Absent: they cannot. */
  readonly verifies?: boolean;
}
