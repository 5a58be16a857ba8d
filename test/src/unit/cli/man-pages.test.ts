import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { manDirectory, manPages } from '../../support/man-pages.js';

describe('manual pages', () => {
  it('are as the commands are', async () => {
    const pages = await manPages();
    assert.deepEqual(
      (await readdir(manDirectory)).sort(),
      [...pages.keys()].sort(),
      'run node test/dist/tools/man-pages.js',
    );
    for (const [name, text] of pages) {
      const kept = (await readFile(new URL(name, manDirectory), 'utf8')).replaceAll('\r\n', '\n');
      assert.equal(kept, text, 'run node test/dist/tools/man-pages.js');
    }
  });

  it('name every command and option, and hold nothing that man(7) does not know', async function () {
    const pages = await manPages();
    const text = pages.get('ic-schedule.1') ?? '';
    for (const part of ['ic schedule add [options] <name>', '\\-\\-dry\\-run', '.SH NAME\nic\\-schedule \\- ']) {
      assert.ok(text.includes(part), part);
    }
    if (spawnSync('groff', ['--version']).error !== undefined) return this.skip();
    for (const [name, page] of pages) {
      const { stderr, status } = spawnSync('groff', ['-man', '-Tascii', '-ww', '-z'], {
        input: page,
        encoding: 'utf8',
      });
      assert.deepEqual([status, stderr], [0, ''], name);
    }
  });
});
