import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveHome } from '@integration-client/core/home';
import { readLog } from '@integration-client/core/log/read-log';
import { initialise, openHere } from '@integration-client/host/application/open-application';

describe('settings of the log', () => {
  it('hold at once: the level, and the form', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ic-log-settings-'));
    try {
      const home = resolveHome(directory);
      await initialise(home);
      const { application, log, close } = await openHere(home, 'ic');
      const logger = log.logger('test');
      logger.debug('before');
      const source = 'application: { logLevel: debug, logFormat: json }';
      await application.apply({ source, file: 'ic.yaml' });
      logger.debug('after');
      await close();
      const lines: string[] = [];
      await readLog({ directory: home.logs, name: 'ic', follow: false, onLine: (line) => lines.push(line) });
      assert.equal(
        lines.some((line) => line.includes('before')),
        false,
      );
      const { time: _, ...last } = JSON.parse(lines.at(-1) ?? '');
      assert.deepEqual(last, { level: 'debug', context: 'test', message: 'after' });
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
