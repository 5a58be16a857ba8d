import assert from 'node:assert/strict';
import type { SettingsSchema } from '@integration-client/sdk';
import { cli, FakeApplication } from './fake-application.js';

describe('plugins that are shown', () => {
  let fake: FakeApplication;
  beforeEach(() => {
    fake = new FakeApplication();
  });

  it('plugin show tells which settings there are', async () => {
    const settings: SettingsSchema = {
      type: 'object',
      properties: {
        sessions: {
          type: 'object',
          title: 'Sessions',
          properties: {
            directory: { type: 'string', title: 'Directory', format: 'absolute-path', description: 'Where to.' },
            mode: { type: 'string', title: 'Mode', enum: ['A', 'B'], default: 'A' },
          },
          required: ['directory'],
          additionalProperties: false,
        },
        count: { type: 'integer', title: 'Count', minimum: 1, description: 'Where to.' },
        password: { type: 'string', title: 'Password', secret: true },
      },
      additionalProperties: false,
    };
    const plugin = {
      name: 'p',
      displayName: 'P',
      version: '1',
      apiVersion: 1,
      packageName: 'p',
      origin: 'bundled',
      state: 'ok',
      usedBy: [],
      operations: ['sessions'],
      path: '/p',
    };
    fake.answers.plugins = () => [{ ...plugin, settings }];
    const { code, stdout } = await cli(['plugin', 'show', 'p'], fake);
    assert.equal(code, 0);
    assert.match(stdout, /\nsessions\.directory: absolute path, required\n {4}Where to\.\n/);
    assert.match(stdout, /\nsessions\.mode: A \| B, default A\ncount: whole number from 1\npassword: secret/);
    assert.equal((await cli(['plugin', 'show', 'q'], fake)).code, 2);
  });

  it('plugin list tells why one cannot be loaded', async () => {
    const plugin = { version: '1.0.0', origin: 'installed', operations: ['sessions'], path: '/p' };
    fake.answers.plugins = () => [
      { ...plugin, name: 'good', apiVersion: 1, state: 'ok', usedBy: ['Archive'] },
      { ...plugin, name: 'bad', state: 'failed', usedBy: [], problem: { code: 'x', message: 'cannot be loaded' } },
    ];
    const { code, stdout, stderr } = await cli(['plugin', 'list'], fake);
    assert.equal(code, 0);
    assert.match(stdout, /good +1\.0\.0 +1 +installed +ok +Archive +sessions\nbad +1\.0\.0 +installed +FAILED/);
    assert.equal(stderr, 'warning: bad: cannot be loaded\n');
  });
});
