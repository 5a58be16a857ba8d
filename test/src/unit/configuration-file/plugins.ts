import type { PluginDescription } from '@integration-client/core/plugin-description';
import type { SettingProperty } from '@integration-client/sdk';

const directory: SettingProperty = { type: 'string', title: 'Directory', format: 'absolute-path' };
const conflict: SettingProperty = {
  type: 'string',
  title: 'File Name Conflict Handling',
  enum: ['AppendNumber', 'Overwrite', 'Skip'],
  default: 'AppendNumber',
};
const fileName: SettingProperty = {
  type: 'string',
  title: 'File Name Format',
  format: 'file-name-format',
  default: '%LSEQ%-%LSID%.xml',
};

function group(properties: Record<string, SettingProperty>): SettingProperty {
  return {
    type: 'object',
    title: 'Group',
    step: 'Step',
    properties,
    required: ['directory'],
    additionalProperties: false,
  };
}

export const filesystem: PluginDescription = {
  apiVersion: 1,
  name: 'filesystem',
  displayName: 'File System',
  operations: ['sessions', 'session-recordings', 'site-backups'],
  settings: {
    type: 'object',
    properties: {
      sessions: group({ directory, conflict, fileName }),
      'session-recordings': group({
        directory,
        conflict,
        fileName,
        downloadFormat: { type: 'string', title: 'Download Format', enum: ['M4V', 'FLV'], default: 'M4V' },
      }),
      'site-backups': group({ directory, retentionCount: { type: 'integer', title: 'Retention Count', minimum: 1 } }),
    },
    additionalProperties: false,
  },
};

export const sqlite: PluginDescription = {
  apiVersion: 1,
  name: 'sqlite',
  displayName: 'SQLite',
  operations: ['sessions'],
  settings: {
    type: 'object',
    properties: {
      file: { type: 'string', title: 'File', format: 'absolute-path' },
      storeSystemInformation: { type: 'boolean', title: 'Store System Information', default: false },
    },
    required: ['file'],
    additionalProperties: false,
  },
};

export const vault: PluginDescription = {
  apiVersion: 1,
  name: 'vault',
  displayName: 'Vault',
  operations: ['sessions', 'presentations'],
  settings: {
    type: 'object',
    properties: {
      server: { type: 'string', title: 'Server', minLength: 1 },
      password: { type: 'string', title: 'Password', secret: true, minLength: 8 },
      proxy: {
        type: 'object',
        title: 'Proxy',
        properties: {
          port: { type: 'integer', title: 'Port', minimum: 1, maximum: 65535, default: 8080 },
          password: { type: 'string', title: 'Proxy Password', secret: true, pattern: '^[a-z]+$' },
        },
        additionalProperties: false,
      },
    },
    required: ['server', 'password'],
    additionalProperties: false,
  },
};

export const plugins: readonly PluginDescription[] = [filesystem, sqlite, vault];
