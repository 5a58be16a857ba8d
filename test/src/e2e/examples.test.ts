import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPlugin } from '@integration-client/host/plugins/load';
import { linkPackages } from '../support/link-packages.js';

const examples = fileURLToPath(new URL('../../../sdk/examples/', import.meta.url));

// What they store is tried by npm run test:slow and npm run test:examples.
describe('the worked examples', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-examples-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  for (const name of ['webhook', 'object-storage']) {
    it(`${name} is a plugin where a stranger has it`, async () => {
      const copy = join(directory, name);
      await cp(join(examples, name), copy, { recursive: true });
      await linkPackages(copy);
      assert.equal((await loadPlugin(copy)).name, name);
    });
  }
});
