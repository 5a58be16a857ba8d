import { apiVersion, definePlugin, operations } from '@integration-client/sdk';
import { concurrency, FilesystemDestination } from './filesystem-destination.js';
import { settings } from './settings.js';

export default definePlugin({
  apiVersion,
  name: 'filesystem',
  displayName: 'File System',
  operations,
  settings,
  concurrency,
  verifies: true,
  destination: FilesystemDestination,
});
