import assert from 'node:assert/strict';
import { settingsSchemaFaults } from '@integration-client/core/configuration-file/settings-schema';
import filesystem from '@integration-client/plugin-filesystem';
import sqlite from '@integration-client/plugin-sqlite';
import sqlserver from '@integration-client/plugin-sqlserver';
import type { SettingsSchema } from '@integration-client/sdk';

/** What is wrong with a schema that has such a setting `a`. */
function faultsOf(setting: object, more: object = {}): string[] {
  const schema = { type: 'object', properties: { a: setting }, additionalProperties: false, ...more };
  return settingsSchemaFaults(schema as unknown as SettingsSchema).map(
    ({ path, message }) => `${path.join('.')} ${message}`,
  );
}

describe('the settings that a plugin declares', () => {
  it('can be used as our own plugins declare them', () => {
    for (const { settings } of [filesystem, sqlite, sqlserver]) assert.deepEqual(settingsSchemaFaults(settings), []);
  });

  it('have to be what the sdk says, and all that is not is named', () => {
    assert.deepEqual(faultsOf({ type: 'text', title: 'A' }), [
      'properties.a.type must be one of string, integer, number, boolean, object',
    ]);
    assert.deepEqual(faultsOf({ type: 'string', format: 'email', secret: 'yes' }), [
      'properties.a.title is missing',
      'properties.a.format must be one of absolute-path, file-name-format',
      'properties.a.secret must be true or false, not text',
    ]);
    assert.match(faultsOf({ type: 'boolean', title: 'A', enum: [true] }).join(), /properties\.a\.enum unknown key/);
    assert.match(faultsOf({ type: 'object', title: 'A', properties: {} }).join(), /additionalProperties is missing/);
    assert.match(
      faultsOf({ type: 'string', title: 'A' }, { additionalProperties: true }).join(),
      /additionalProperties/,
    );
    assert.match(faultsOf({ type: 'string', title: 'A' }, { required: ['b'] }).join(), /"b"/);
    assert.match(faultsOf({ type: 'string', title: 'A', pattern: '(' }).join(), /regular expression/i);
  });

  it('have names that can stand in a path, and defaults that they take', () => {
    const group = (name: string) => ({
      type: 'object',
      title: 'A',
      properties: { [name]: { type: 'string', title: 'B' } },
      additionalProperties: false,
    });
    assert.deepEqual(faultsOf(group('some-name')), []);
    for (const name of ['a.b', '__proto__x', 'A', 'constructor name']) {
      assert.match(faultsOf(group(name)).join(), /^properties\.a\.properties\..* is no name/, name);
    }
    assert.match(
      faultsOf({ type: 'integer', title: 'A', default: 1, minimum: 2 }).join(),
      /a\.default must be at least 2/,
    );
    assert.match(faultsOf({ type: 'string', title: 'A', default: 'x', secret: true }).join(), /a secret has none/);
  });
});
