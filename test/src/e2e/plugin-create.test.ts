import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPlugin } from '@integration-client/host/plugins/create-plugin';
import { nodeDisk } from '@integration-client/sdk';
import { TestHome } from '../support/test-home.js';
import { passesItsTests } from './created-plugin.js';

describe('a new plugin', () => {
  let home: TestHome;

  before(async () => {
    home = await TestHome.create();
  });

  after(() => home.remove());

  // That it can be installed as well, and in TypeScript: npm run test:slow.
  it('in javascript passes its tests as it stands', async () => {
    await passesItsTests('javascript', home);
  });

  it('names itself as it was named, in every file', async () => {
    const { directory, files } = await createPlugin(
      { name: 'my-destination-2', within: home.directory, language: 'javascript' },
      nodeDisk,
    );
    assert.deepEqual((await readdir(directory)).sort(), [...files].sort());
    for (const file of files) {
      assert.doesNotMatch(await readFile(join(directory, file), 'utf8'), /my-destination\b(?!-2)|SDK_|TSYRINGE_/, file);
    }
  });

  it('takes the place of nothing, and has a name that can be one', async () => {
    const within = home.directory;
    await writeFile(join(within, 'taken'), '');
    const make = (name: string) => createPlugin({ name, within, language: 'javascript' }, nodeDisk);
    await assert.rejects(make('taken'), { code: 'plugin-folder-exists' });
    for (const name of ['../out', 'Upper', '1st', '', 'a b']) {
      await assert.rejects(make(name), { code: 'plugin-name-invalid' });
    }
    const belowFile = createPlugin({ name: 'new', within: join(within, 'taken'), language: 'javascript' }, nodeDisk);
    await assert.rejects(belowFile, { code: 'plugin-folder-not-made' });
  });
});
