import assert from 'node:assert/strict';
import filesystem from '@integration-client/plugin-filesystem';
import sqlite from '@integration-client/plugin-sqlite';
import sqlserver from '@integration-client/plugin-sqlserver';
import {
  type DestinationParts,
  definePlugin,
  makeDestination,
  type PluginDefinition,
  pluginFaults,
} from '@integration-client/sdk';

class Destination {
  async deliver() {}
  async close() {}
}

const fine = {
  apiVersion: 1,
  name: 'example',
  displayName: 'Example',
  operations: ['sessions'],
  settings: { type: 'object', properties: {}, additionalProperties: false },
  destination: Destination,
};
const text = { type: 'string', title: 'Text' };

/** What is wrong with settings that have such a setting `a`. */
function settingsFaultsOf(setting: object, more: object = {}, name = 'a'): readonly string[] {
  const settings = { type: 'object', properties: { [name]: setting }, additionalProperties: false, ...more };
  return pluginFaults({ ...fine, settings }).map((fault) => fault.replace('its settings cannot be used: ', ''));
}

describe('what a plugin says of itself', () => {
  it('keeps the contract in our own plugins', () => {
    for (const plugin of [fine, filesystem, sqlite, sqlserver]) assert.deepEqual(pluginFaults(plugin), []);
  });

  it('has to be what the sdk says, and all that is not is named', () => {
    assert.deepEqual(pluginFaults(undefined), ['it has no default export']);
    assert.deepEqual(pluginFaults('example'), ['its default export is not what definePlugin answers']);
    assert.deepEqual(
      pluginFaults({
        apiVersion: 9,
        name: 'My Plugin',
        displayName: ' ',
        operations: ['sessions', 'sessions', 'mail'],
        settings: 'none',
        concurrency: 0,
        destination: {},
      }),
      [
        'it is written for version 9 of the contract, and this host has 1',
        'its name must be lower case letters, digits and dashes, 64 at most',
        'it has no displayName',
        'it takes an operation that is not known: mail',
        'its operations have one of them twice',
        'its settings cannot be used: they are no object',
        'its concurrency must be a whole number from 1',
        'its destination must be a class',
      ],
    );
    assert.deepEqual(pluginFaults({ ...fine, operations: [] }), ['its operations must be a list of known operations']);
  });

  it('may leave out of its settings what every one of them has to have', () => {
    const group = { type: 'object', properties: { count: { type: 'integer', default: 1 } }, required: ['count'] };
    const settings = { type: 'object', properties: { a: { type: 'string' }, b: group }, required: ['a', 'b'] };
    const plugin = definePlugin({ ...fine, settings } as unknown as PluginDefinition);
    assert.deepEqual(pluginFaults(plugin), []);
    assert.deepEqual(plugin.settings, {
      type: 'object',
      properties: {
        a: { type: 'string', title: 'a' },
        b: {
          type: 'object',
          title: 'b',
          properties: { count: { type: 'integer', title: 'count', default: 1 } },
          // What has a default need not be given.
          required: [],
          additionalProperties: false,
        },
      },
      required: ['a', 'b'],
      additionalProperties: false,
    });
    for (const odd of [undefined, null, 'none', { type: 'object', properties: [] }, { properties: { a: 1 } }]) {
      const { length } = pluginFaults(definePlugin({ ...fine, settings: odd } as unknown as PluginDefinition));
      assert.ok(length > 0, JSON.stringify(odd));
    }
  });

  it('is told how to mark the parameters of its class', () => {
    class Unmarked extends Destination {
      constructor(readonly settings: unknown) {
        super();
      }
    }
    const plugin = { ...fine, destination: Unmarked } as unknown as PluginDefinition;
    const parts = { settings: {}, name: 'A', log: console } as unknown as DestinationParts;
    assert.throws(() => makeDestination(plugin, parts), /its 1 parameter is: .*inject\(Tokens.Settings\)\(Unmarked/);
  });

  it('has settings with a title and marks of their type', () => {
    assert.deepEqual(
      settingsFaultsOf({ ...text, secret: true, minLength: 1, pattern: '^x', format: 'absolute-path' }),
      [],
    );
    assert.match(settingsFaultsOf({ type: 'string' }).join(), /a has no title/);
    assert.match(settingsFaultsOf({ ...text, type: 'array' }).join(), /a: the type must be one of string, integer/);
    const wrong: Readonly<Record<string, object>> = {
      colour: { ...text, colour: 'red' },
      format: { ...text, format: 'email' },
      pattern: { ...text, pattern: '(' },
      secret: { type: 'integer', title: 'Port', secret: true },
      enum: { type: 'boolean', title: 'A', enum: [true] },
      minLength: { ...text, minLength: -1 },
      step: { ...text, step: 1 },
    };
    for (const [mark, setting] of Object.entries(wrong)) {
      assert.match(settingsFaultsOf(setting).join(), new RegExp(`^a: "${mark}" is not`), mark);
    }
  });

  it('has settings that no one can add to, with names that can stand in a path', () => {
    const group = { type: 'object', title: 'A', properties: { 'some-name': text }, additionalProperties: false };
    assert.deepEqual(settingsFaultsOf(group), []);
    const open = { ...group, additionalProperties: undefined };
    assert.match(settingsFaultsOf(open).join(), /^a.*additionalProperties/);
    assert.match(settingsFaultsOf(text, { additionalProperties: true }).join(), /additionalProperties/);
    assert.match(settingsFaultsOf(text, { required: ['b'] }).join(), /"b"/);
    for (const name of ['a.b', '__proto__x', 'A', 'constructor name']) {
      assert.match(settingsFaultsOf(text, {}, name).join(), /is no name/, name);
    }
  });

  it('has defaults that the settings take, and none for a secret', () => {
    const port = { type: 'integer', title: 'Port', minimum: 2 };
    assert.deepEqual(settingsFaultsOf({ ...port, default: 2 }), []);
    assert.match(settingsFaultsOf({ ...port, default: 1 }).join(), /^a: .*2/);
    assert.match(settingsFaultsOf({ ...text, default: 'x', secret: true }).join(), /a secret has no default/);
  });
});
