import { apiVersion, definePlugin } from '@integration-client/sdk';
import { sqlServerSettings } from './settings.js';
import { SqlServerDestination } from './sqlserver-destination.js';

export default definePlugin({
  apiVersion,
  name: 'sqlserver',
  displayName: 'SQL Server Storage Database',
  operations: ['sessions'],
  settings: sqlServerSettings,
  concurrency: 1,
  verifies: true,
  destination: SqlServerDestination,
});
