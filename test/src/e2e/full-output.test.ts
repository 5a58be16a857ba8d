import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ic = fileURLToPath(new URL('../../../host/bin/ic.js', import.meta.url));

describe('output into a file on a full disk', () => {
  it('is a failure in plain words, and not a defect', async function () {
    if (process.platform !== 'linux') return this.skip();
    const full = await open('/dev/full', 'w');
    try {
      const program = spawn(process.execPath, [ic, '--version'], { stdio: ['ignore', full.fd, 'pipe'] });
      const ended = new Promise((resolve) => program.once('close', resolve));
      assert.match(await text(program.stderr as Readable), /^error: Standard output cannot be written: ENOSPC.*\n$/);
      assert.equal(await ended, 1);
    } finally {
      await full.close();
    }
  });
});
