import { apiVersion, definePlugin } from '@integration-client/sdk';
import { sqliteSettings } from './settings.js';
import { SqliteDestination } from './sqlite-destination.js';

export default definePlugin({
  apiVersion,
  name: 'sqlite',
  displayName: 'SQLite',
  operations: ['sessions'],
  settings: sqliteSettings,
  concurrency: 1,
  verifies: true,
  destination: SqliteDestination,
});
