import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import type { SettingProperty, SettingsSchema } from '@integration-client/sdk';
import { valueText } from '@integration-client/tui/command-text';
import { fieldAt } from '@integration-client/tui/parts/fields';
import { destinationCommand } from '@integration-client/tui/screens/destination-command';
import {
  settingSteps,
  settingsOf,
  settingValues,
  unknownSettings,
} from '@integration-client/tui/screens/plugin-fields';
import fc from 'fast-check';
import { parse } from 'yaml';

const text = (more: object = {}): SettingProperty => ({ type: 'string', title: 'Text', ...more });

/** Every kind of setting, in groups within groups. */
const schema: SettingsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['needed', 'login'],
  properties: {
    needed: text({ step: 'One' }),
    free: text({ default: 'x' }),
    mode: text({ enum: ['a', 'b'], default: 'a' }),
    choice: text({ enum: ['a', 'b'] }),
    count: { type: 'integer', title: 'Count', default: 3, minimum: 1, maximum: 9, step: 'Two' },
    flag: { type: 'boolean', title: 'Flag', default: true },
    either: { type: 'boolean', title: 'Either' },
    secret: text({ secret: true, default: 'never-shown' }),
    login: { ...group({ user: text(), password: text({ secret: true }) }), required: ['user'] },
    proxy: group({ server: text(), inner: group({ deep: { type: 'number', title: 'Deep' } }) }),
    sessions: group({ directory: text() }),
  },
};

function group(properties: Readonly<Record<string, SettingProperty>>) {
  return { type: 'object', title: 'Group', properties, additionalProperties: false } as const;
}

const aText = fc.string();
const optional = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { requiredKeys: [] });

const anySettings = fc.record(
  {
    needed: aText.filter((each) => each !== ''),
    free: aText,
    mode: fc.constantFrom('a', 'b'),
    choice: fc.constantFrom('a', 'b'),
    count: fc.integer({ min: 1, max: 9 }),
    flag: fc.boolean(),
    either: fc.boolean(),
    secret: fc.constantFrom('stored:', 'env:NAME'),
    login: fc.record(
      { user: aText.filter((each) => each !== ''), password: fc.constant('stored:') },
      { requiredKeys: ['user'] },
    ),
    proxy: optional({ server: aText, inner: optional({ deep: fc.constantFrom(-1.5, 0, 7) }) }),
    sessions: optional({ directory: aText }),
  },
  { requiredKeys: ['needed', 'login'], noNullPrototype: true },
);

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('the form of a plugin', () => {
  it('gives back the settings that it was given, whatever they are', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        assert.deepEqual(plain(settingsOf(schema, settings, settingValues(schema, settings))), plain(settings));
      }),
    );
  });

  it('has no fields for a group that is not given, and writes none', () => {
    const before = { needed: 'x', login: { user: 'u' }, proxy: { server: 's' }, sessions: { directory: 'd' } };
    const values = { ...settingValues(schema, before), 'switch:proxy': false, operations: [] };
    const names = settingSteps(schema, before, values).flatMap(({ fields }) => fields.map(({ name }) => name));
    assert.ok(names.includes('settings.login.user') && names.includes('switch:proxy'));
    assert.ok(!names.some((name) => name.startsWith('settings.proxy') || name.startsWith('settings.sessions')));
    assert.deepEqual(settingsOf(schema, before, values), { needed: 'x', login: { user: 'u' } });
  });

  it('has its fields by step, with defaults and limits, and no default of a secret', () => {
    const values = settingValues(schema, {});
    const steps = settingSteps(schema, {}, values);
    assert.deepEqual(
      steps.map(({ title }) => title),
      ['One', 'Settings', 'Two'],
    );
    const fields = steps.flatMap((step) => step.fields);
    const field = (name: string) => fields.find((each) => each.name === `settings.${name}`);
    assert.deepEqual(field('count'), {
      kind: 'number',
      name: 'settings.count',
      label: 'Count',
      description: 'From 1 to 9.',
      hint: '3 (default)',
    });
    assert.deepEqual((field('mode') as { choices?: unknown }).choices, [
      { value: '', label: 'a (default)' },
      { value: 'b', label: 'b' },
    ]);
    assert.ok(!JSON.stringify([fields, values]).includes('never-shown'));
  });

  it('names what its plugin does not know any more', () => {
    assert.deepEqual(unknownSettings(schema, { old: 1, needed: 'x', proxy: { older: 2, inner: { oldest: 3 } } }), [
      'old',
      'proxy.older',
      'proxy.inner.oldest',
    ]);
  });

  it('leaves to the check of the settings what is no number', () => {
    const values = { ...settingValues(schema, {}), 'settings.count': ' 1x ' };
    assert.equal(settingsOf(schema, {}, values).count, '1x');
  });
});

describe('the command of a destination', () => {
  const destination = (settings: Readonly<Record<string, unknown>>, enabled = true) => ({
    name: 'My Archive',
    enabled,
    plugin: 'p',
    settings,
  });

  it('sets what is new, takes out what is gone, and tells no secret', () => {
    const before = destination({ needed: 'x', free: 'y', sessions: { directory: '/d' }, secret: 'stored:' });
    const after = destination({ needed: '7', secret: 'hush', login: { user: 'u', password: 'env:P' } }, false);
    assert.equal(
      destinationCommand(before, after, schema),
      [
        "ic destination edit 'My Archive' --set 'needed=\"7\"' --unset free --unset sessions --set-secret secret",
        "--set login.user=u --set login.password=env:P && ic destination disable 'My Archive'",
      ].join(' '),
    );
    assert.equal(
      destinationCommand(before, { ...before, enabled: false }, schema),
      "ic destination disable 'My Archive'",
    );
  });

  it('writes values so that they are read as they are', () => {
    const anyValue = fc.oneof(
      fc.string(),
      fc.constantFrom('true', 'NULL', '~', '"x"', '0x1f', '.5', '-', homedir(), ''),
    );
    fc.assert(
      fc.property(anyValue, (value) => {
        const written = valueText(value);
        if (written !== value) assert.equal(parse(written), value);
        else assert.ok(!/^\s*(true|false|null|~|[-+.\d].*)?\s*$/i.test(value));
      }),
    );
    assert.equal(valueText(7), '7');
    assert.equal(valueText(null), 'null');
  });
});

describe('a fault', () => {
  it('stands at the field that names its place best', () => {
    const fields = ['settings.a', 'settings', 'list', 'list[1]'].map(
      (name) => ({ kind: 'text', name, label: '' }) as const,
    );
    const places = ['settings.a', 'settings.a.b', 'settings.ab', 'list[1].x', 'list[0]', 'other', ''];
    assert.deepEqual(
      places.map((path) => fieldAt(fields, path)),
      [0, 0, 1, 3, 2, -1, -1],
    );
  });
});
