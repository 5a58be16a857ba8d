import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { conformanceCases } from '@integration-client/sdk/testing/conformance';
import { linkPackages } from '../support/link-packages.js';

describe('the README of the sdk', () => {
  let directory: string;
  let readme: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-readme-'));
    readme = await readFile(new URL('../../../sdk/README.md', import.meta.url), 'utf8');
    await writeFile(join(directory, 'package.json'), block('json'));
    await linkPackages(directory);
  });
  after(() => rm(directory, { recursive: true, force: true }));

  /** The first block of code in a language, after a text. */
  function block(language: string, after = ''): string {
    const from = readme.indexOf(after);
    assert.ok(from >= 0, `"${after}" is not in it`);
    const [, code = ''] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme.slice(from)) ?? [];
    assert.notEqual(code, '');
    return code;
  }

  // The whole contract is tried, in a process of its own.
  it('begins with a plugin that passes its own test, and so keeps the contract', async () => {
    await writeFile(join(directory, 'index.js'), block('js'));
    await writeFile(join(directory, 'index.test.js'), block('js', '## Tests'));
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const run = promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', 'index.test.js'], {
      cwd: directory,
      env,
    });
    const { stdout } = await run.catch((error) => assert.fail(String(error.stdout)));
    assert.match(stdout, /^# fail 0$/m);
    assert.match(stdout, /^# pass [1-9]\d$/m);
  });

  it('adds methods that verify, which keep the contract as well', async () => {
    const plugin = block('js')
      .replace('async close() {}', () => `${block('js', '## Verification')}\nasync close() {}`)
      .replace('definePlugin({', 'definePlugin({ verifies: true,');
    await writeFile(join(directory, 'verifying.js'), plugin);
    const cases = await conformanceCases({
      module: pathToFileURL(join(directory, 'verifying.js')),
      place: (place) => ({ settings: { directory: join(place, 'archive') } }),
    });
    const looking = cases.filter(({ name }) => /verifies|lists/.test(name));
    assert.equal(looking.length, 2);
    for (const { skip, run } of looking) {
      assert.equal(skip, undefined);
      await run();
    }
  });
});
