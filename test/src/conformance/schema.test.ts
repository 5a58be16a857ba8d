import assert from 'node:assert/strict';
import { settingsSchemaFaults } from '@integration-client/core/configuration-file/settings-schema';
import type { SettingsSchema } from '@integration-client/sdk';
import { conformanceCases, Violation } from '@integration-client/sdk/testing/conformance';

const text = { type: 'string', title: 'Text' };

/** Settings of plugins that no host can use, and one that it can. */
const schemas: Readonly<Record<string, { readonly properties: object; readonly [more: string]: unknown }>> = {
  fine: { properties: { text: { ...text, secret: true }, port: { type: 'integer', title: 'Port', default: 1 } } },
  'without a title': { properties: { text: { type: 'string' } } },
  'of a type that is not known': { properties: { text: { type: 'array', title: 'List' } } },
  'with a mark that is not known': { properties: { text: { ...text, colour: 'red' } } },
  'with a format that is not known': { properties: { text: { ...text, format: 'email' } } },
  'with a secret number': { properties: { port: { type: 'integer', title: 'Port', secret: true } } },
  'with a default that is not valid': {
    properties: { port: { type: 'integer', title: 'Port', default: 0, minimum: 1 } },
  },
  'with a secret that has a default': { properties: { text: { ...text, secret: true, default: 'x' } } },
  'that require what they do not have': { properties: { text }, required: ['other'] },
  'with a name that has a period': { properties: { 'a.b': text } },
  'that take anything': { properties: { text }, additionalProperties: true },
  'with a pattern that is none': { properties: { text: { ...text, pattern: '(' } } },
};

describe('settings of plugins', () => {
  for (const [which, given] of Object.entries(schemas)) {
    const schema = { type: 'object', additionalProperties: false, ...given } as unknown as SettingsSchema;

    it(`${which}: the conformance suite and the installation agree`, async () => {
      const module = `data:text/javascript,export default ${encodeURIComponent(`{
        apiVersion: 1, name: 'x', displayName: 'X', operations: ['sessions'],
        settings: ${JSON.stringify(schema)},
        destination: class { async deliver() {} async close() {} },
      }`)}`;
      const cases = await conformanceCases({ module, place: () => ({ settings: {} }) });
      const one = cases.find(({ name }) => name === 'has settings that can be shown, checked and masked');
      assert.ok(one);
      if (which === 'fine') {
        await one.run();
        assert.deepEqual(settingsSchemaFaults(schema), []);
      } else {
        await assert.rejects(one.run(), Violation);
        assert.notDeepEqual(settingsSchemaFaults(schema), []);
      }
    });
  }
});
