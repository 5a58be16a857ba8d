import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { apiMarkdown, undocumented } from '../../tools/api-markdown.js';
import { declarationsOf } from '../../tools/declarations.js';

describe('the API reference of the sdk', () => {
  it('is current', async () => {
    const kept = await readFile(new URL('../../../../sdk/API.md', import.meta.url), 'utf8');
    assert.equal(kept, await apiMarkdown(), 'make it anew: npm run build && node test/dist/tools/api-reference.js');
  });

  it('names what plugins are made of', async () => {
    const text = await apiMarkdown();
    for (const name of [
      'Destination',
      'Item',
      'Receipt',
      'definePlugin',
      'ConfigError',
      'Tokens',
      'conformanceCases',
    ]) {
      assert.match(text, new RegExp(`^#### ${name}$`, 'm'));
    }
    assert.doesNotMatch(text, /#private|private constructor/);
  });

  it('has a comment for all that can be imported', async () => {
    assert.deepEqual(await undocumented(), []);
  });

  it('reads declarations with brackets in texts and comments', () => {
    const source = `/** One. */\nexport declare const a: (x: '}') => void;\n/**\n * Two\n * lines.\n */\nexport interface B {\n    /** has { */\n    c(): void;\n}\ntype D = {\n    e: 1;\n};\nexport {};\n`;
    assert.deepEqual(
      declarationsOf(source).map(({ name, isExported, comment }) => [name, isExported, comment]),
      [
        ['a', true, 'One.'],
        ['B', true, 'Two\nlines.'],
        ['D', false, ''],
      ],
    );
  });
});
