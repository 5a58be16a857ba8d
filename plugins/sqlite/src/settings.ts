import type { SettingsSchema } from '@integration-client/sdk';

/** What people set for a SQLite destination. */
export interface SqliteSettings {
  /** Absolute path of the database file. */
  readonly file: string;
  readonly storeSystemInformation: boolean;
}

/** The settings as they are declared to the host. */
export const sqliteSettings: SettingsSchema = {
  type: 'object',
  properties: {
    file: {
      type: 'string',
      title: 'Database File',
      description:
        'Absolute path of the SQLite database. The file and its directory are made at the first delivery. Keep it on a local disk: SQLite does not work safely on a network share.',
      step: 'Database',
      format: 'absolute-path',
      minLength: 1,
    },
    storeSystemInformation: {
      type: 'boolean',
      title: 'Should Store System Information',
      description: 'Whether the system information collected during sessions is stored. It can be large.',
      step: 'Database',
      default: false,
    },
  },
  required: ['file'],
  additionalProperties: false,
};
