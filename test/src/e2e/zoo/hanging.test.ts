import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerLimits } from '@integration-client/host/worker/limits';
import { runInWorker } from '@integration-client/host/worker/supervisor';
import { ChildModule } from '../../support/child-module.js';
import { pluginFolder, pluginText } from '../../support/plugin-folder.js';
import { until } from '../../support/until.js';
import type { HostWithWorker } from './host-with-worker.js';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

// What hangs is waited for: these are met side by side, with short limits.
describe('plugins that hang when they are used', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-zoo-'));
  });

  after(() => rm(directory, { recursive: true, force: true }));

  async function check(name: string, body: string, limits: Partial<WorkerLimits>, signal?: AbortSignal) {
    const files = { 'index.js': pluginText(name, `async deliver() {} ${body}`) };
    const pluginPath = await pluginFolder(join(directory, name), files);
    const lines: string[] = [];
    const line = (message: string) => void lines.push(message);
    const log = () => ({ debug: line, info: line, warn: line, error: line });
    const destination = { name: 'Somewhere', plugin: name, pluginPath, settings: {} };
    const result = await runInWorker(
      { kind: 'check', destination },
      { log, limits, ...(signal === undefined ? {} : { signal }) },
    ).then(
      () => undefined,
      (error: Error & { code?: string }) => error,
    );
    return { error: result, lines };
  }

  const closes = 'async close() {}';
  const loop = 'for (;;);';
  const wait = 'await new Promise(() => {});';

  it('are ended, and what they had done before counts', async () => {
    const [looping, waiting, closing, blocking] = await Promise.all([
      check('loops', `async check() { ${loop} } ${closes}`, { block: 1_500 }),
      check('waits', `async check() { ${wait} } ${closes}`, { silence: 1_500 }),
      check('never-closes', `async close() { ${wait} }`, { close: 300 }),
      check('blocks-in-close', `async close() { ${loop} }`, { close: 300 }),
    ]);
    assert.equal(looping.error?.code, 'worker-hung');
    assert.match(looping.error.message, /^Somewhere: the plugin loops hung in a loop/);
    assert.equal(waiting.error?.code, 'worker-hung');
    assert.match(waiting.error.message, /^Somewhere: the plugin waits made no progress/);
    for (const { error, lines } of [closing, blocking]) {
      assert.equal(error, undefined);
      assert.match(lines.join('\n'), /was not closed within 0\.3 s/);
    }
  });

  it('end with the process that started them, also in a loop', async () => {
    // It tells that it is about to loop: from then on its process does nothing else.
    const files = { 'index.js': "process.send({ type: 'event', name: 'looping', value: null }, () => { for (;;); });" };
    const host = new ChildModule<HostWithWorker>(new URL('./host-with-worker.js', import.meta.url));
    const pid = await host.methods.load(await pluginFolder(join(directory, 'loops-on'), files));
    assert.ok(isAlive(pid));
    host.kill();
    await until(async () => !isAlive(pid));
  });

  it('are ended when they are told to stop and do not', async () => {
    const stop = AbortSignal.timeout(800);
    const { error } = await check('is-deaf', `async check() { ${wait} } ${closes}`, { stop: 200, close: 200 }, stop);
    assert.equal(error, stop.reason);
  });
});
