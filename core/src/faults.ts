import { IntegrationError } from '@integration-client/sdk';

/** One thing wrong in settings. */
export interface Fault {
  /** Where: `sites[0].account.clientSecret`. Empty for the document as a whole. */
  readonly path: string;
  /** What is wrong, what was expected, and the nearest valid name where there is one. */
  readonly message: string;
  /** Of the file, counted from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** Settings that cannot be used, with everything that is wrong in them. */
export class SettingsError extends IntegrationError {
  readonly faults: readonly Fault[];

  constructor(message: string, faults: readonly Fault[], hint?: string) {
    super(message, { code: 'settings-invalid', ...(hint === undefined ? {} : { hint }) });
    this.faults = faults;
  }
}
