import assert from 'node:assert/strict';
import plugin from '@integration-client/plugin-filesystem';
import { checkFileNameFormat, type GroupSetting, operations } from '@integration-client/sdk';

describe('File System: the plugin', () => {
  const groups = plugin.settings.properties as Readonly<Record<string, GroupSetting>>;

  it('takes every operation, each with settings of its own', () => {
    assert.equal(plugin.name, 'filesystem');
    assert.equal(plugin.displayName, 'File System');
    assert.deepEqual(plugin.operations, operations);
    assert.deepEqual(Object.keys(groups), [...operations]);
  });

  for (const operation of operations) {
    it(`${operation}: has what the guide lists, each with a title and a description`, () => {
      const { properties, required, step } = groups[operation] as GroupSetting;
      const special =
        operation === 'site-backups' ? ['retentionCount'] : operation.endsWith('recordings') ? ['downloadFormat'] : [];
      assert.deepEqual(Object.keys(properties).sort(), ['conflict', 'directory', 'fileName', ...special].sort());
      assert.deepEqual(required, ['directory']);
      assert.match(step ?? '', /^Step [2-8]: /);
      for (const property of Object.values(properties)) assert.ok(property.title && property.description);
    });

    it(`${operation}: has a default file name format that is valid`, () => {
      const { fileName } = (groups[operation] as GroupSetting).properties;
      assert.ok(fileName?.type === 'string' && fileName.default !== undefined);
      assert.deepEqual(checkFileNameFormat(fileName.default), []);
    });
  }

  it('gives no two operations the same default file name format, so that they can share a directory', () => {
    const formats = operations.map((operation) => {
      const { fileName } = (groups[operation] as GroupSetting).properties;
      return fileName?.type === 'string' ? fileName.default : undefined;
    });
    assert.equal(new Set(formats).size, operations.length);
  });
});
