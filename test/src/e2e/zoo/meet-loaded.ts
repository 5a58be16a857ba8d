import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PluginDescription } from '@integration-client/core/plugin-description';
import { Channel } from '@integration-client/host/worker/channel';
import { workerLimits } from '@integration-client/host/worker/limits';
import { runInWorker } from '@integration-client/host/worker/supervisor';
import { WorkerProcess } from '@integration-client/host/worker/worker-process';
import type { IntegrationError } from '@integration-client/sdk';
import { pluginFolder } from '../../support/plugin-folder.js';
import type { LoadedAnimal } from './loaded-animals.js';

/** So many processes are waited for at once. */
const atOnce = 4;

interface Met {
  readonly error?: IntegrationError;
  readonly name?: string;
}

/** What becomes of plugins that are broken where they are loaded: a test for each. */
export function meetLoaded(animals: Readonly<Record<string, LoadedAnimal>>): void {
  let directory: string;
  let host: WorkerProcess;
  const printed: string[] = [];
  const met = new Map<string, Met>();

  const line = (message: string) => void printed.push(message);
  const log = { debug: line, info: line, warn: line, error: line };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-zoo-'));
    host = new WorkerProcess(workerLimits('describe'), log, () => false);
    const channel = new Channel(host.port, {}, () => {});
    const queue = Object.entries(animals).values();
    const lane = async () => {
      for (const [name, animal] of queue) met.set(name, await meet(name, animal, channel));
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  });

  after(async () => {
    await host.end(true);
    await rm(directory, { recursive: true, force: true });
  });

  async function meet(name: string, { files, manifest, alone }: LoadedAnimal, channel: Channel): Promise<Met> {
    const task = { kind: 'describe', pluginPath: await pluginFolder(join(directory, name), files, manifest) } as const;
    try {
      // Those that harm nobody share a process.
      const answer =
        alone === undefined
          ? ((await channel.call('worker', 'run', [task])) as PluginDescription)
          : await runInWorker(task, { log: () => log, limits: alone });
      return { name: answer.name };
    } catch (error) {
      return { error: error as IntegrationError };
    }
  }

  for (const [name, { fails }] of Object.entries(animals)) {
    it(`${name}: ${fails === undefined ? 'can be used' : 'is told apart'}`, () => {
      const { error, name: described } = met.get(name) ?? {};
      if (fails === undefined) return assert.equal(described, 'x', error?.message);
      assert.equal(error?.code, fails.code, error?.message);
      assert.match(error.message, fails.message);
      assert.ok(error.message.includes(name), `names the plugin: ${error.message}`);
      assert.ok(error.hint, 'says what to do');
    });
  }

  if (!('talks-without-end' in animals)) return;
  it('fill no log with what they print', () => {
    const numbered = printed.filter((text) => /plugin output: (?:line \d|x{100}|…)/.test(text));
    assert.equal(numbered.length, 1_001);
    assert.match(numbered.at(-1) ?? '', /left out/);
    assert.ok(numbered.every((text) => text.length < 2_100));
  });
}
