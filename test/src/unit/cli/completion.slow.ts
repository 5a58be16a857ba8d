import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { settingsFor, TestHome } from '../../support/test-home.js';

describe('completion', () => {
  it('works in bash itself, with names that have spaces', async function () {
    if (process.platform === 'win32' || spawnSync('bash', ['--version']).error !== undefined) return this.skip();
    const home = await TestHome.create();
    const bin = await mkdtemp(join(tmpdir(), 'ic-bin-'));
    try {
      const settings = settingsFor(home, { host: 'h', clientId: 'c', clientSecret: 's', caFile: '/ca' }, ['sessions']);
      const [schedule] = settings.schedules;
      await home.apply({ ...settings, schedules: [{ ...schedule, name: 'Every "5" minutes' }] });
      const program = fileURLToPath(new URL('../../../../host/bin/ic.js', import.meta.url));
      await writeFile(join(bin, 'ic'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
      await chmod(join(bin, 'ic'), 0o755);
      const script = `eval "$(ic completion bash)"
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ic_complete; printf '%s\\n' "\${COMPREPLY[@]}"; }
complete_words ic sched
complete_words ic schedule run Ev
complete_words ic schedule run '"Ev'
complete_words ic schedule run --dr`;
      const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, IC_HOME: home.home },
      });
      assert.deepEqual(
        stdout.trim().split('\n'),
        ['schedule', 'Every\\ \\"5\\"\\ minutes', 'Every "5" minutes', '--dry-run'],
        stderr,
      );
    } finally {
      await rm(bin, { recursive: true });
      await home.remove();
    }
  });
});
