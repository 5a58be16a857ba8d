import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestHome } from '../support/test-home.js';

const page = new URL('../../../README.md', import.meta.url);

describe('the configurations in the README', () => {
  it('work as pasted, one after the other', async () => {
    const text = await readFile(page, 'utf8');
    const blocks = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) => block);
    assert.equal(blocks.length, 2);
    const home = await TestHome.create({ workers: false });
    try {
      for (const [index, block] of blocks.entries()) {
        const file = join(home.directory, `${index}.yaml`);
        await writeFile(file, block);
        const { code, stderr } = await home.ic('apply', '-f', file);
        assert.equal(code, 0, stderr);
      }
    } finally {
      await home.remove();
    }
  });
});
