import assert from 'node:assert/strict';
import { secretSettings, secretSettingsOf } from '@integration-client/core/configuration-file/secret-settings';
import { withDefaults } from '@integration-client/sdk';
import { filesystem, plugins, vault } from './plugins.js';

describe('settings of a plugin', () => {
  it('get defaults, in groups only where the group is given, and keep what is given', () => {
    const given = { sessions: { directory: '/a' }, 'session-recordings': { directory: '/b', conflict: 'Skip' } };
    const before = structuredClone(given);
    assert.deepEqual(withDefaults(filesystem.settings, given), {
      sessions: { directory: '/a', conflict: 'AppendNumber', fileName: '%LSEQ%-%LSID%.xml' },
      'session-recordings': {
        directory: '/b',
        conflict: 'Skip',
        fileName: '%LSEQ%-%LSID%.xml',
        downloadFormat: 'M4V',
      },
    });
    assert.deepEqual(given, before);
    assert.deepEqual(withDefaults(vault.settings, { server: 's' }), { server: 's' });
    assert.deepEqual(withDefaults(vault.settings, { proxy: {} }), { proxy: { port: 8080 } });
  });

  it('say which are secret, also within groups', () => {
    assert.deepEqual(secretSettings(vault.settings), ['password', 'proxy.password']);
    assert.deepEqual(secretSettings(filesystem.settings), []);
    assert.deepEqual(secretSettingsOf(plugins)('vault'), ['password', 'proxy.password']);
    assert.deepEqual(secretSettingsOf(plugins)('gone'), []);
  });
});
