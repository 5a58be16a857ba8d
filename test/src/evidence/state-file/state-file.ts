import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ChildModule } from '../../support/child-module.js';
import { memoryDirectory } from '../../support/memory-directory.js';
import type { EvidenceSuite } from '../suite.js';
import type { TryMethods } from './child.js';
import { makeTemplates, type Templates } from './templates.js';
import type { Tried } from './try-damage.js';

const childModule = new URL('./child.js', import.meta.url);

/** A case that takes longer hangs, in milliseconds. */
const longest = 60_000;

/** Cases that run side by side. */
const lanes = 2;

/** Starts the client on settings databases and keys that are cut, spoiled, mixed up and foreign. */
export const stateFile: EvidenceSuite = {
  name: 'state-file',
  title: 'settings database, its log and its key cut, bit-flipped, lost, foreign: the client starts or refuses clearly',
  least: 10_000,
  async run({ seed, quick, progress }) {
    const directory = await mkdtemp(join(memoryDirectory(), 'ic-state-file-'));
    try {
      const cases = quick ? 40 : 10_000;
      const templates = await makeTemplates(directory);
      const violations: string[] = [];
      const outcomes = new Map<string, number>();
      let next = 0;
      const lane = async (_: unknown, index: number) => {
        const lane = new Lane(templates, join(directory, `lane-${index}`));
        for (let number = next++; number < cases; number = next++) {
          const tried = await lane.tryOne(seed, number);
          outcomes.set(tried.outcome, (outcomes.get(tried.outcome) ?? 0) + 1);
          violations.push(...tried.violations);
          progress(`${number + 1} of ${cases}`);
        }
        await lane.end();
      };
      await Promise.all(Array.from({ length: quick ? 1 : lanes }, lane));
      const figures = [...outcomes].sort().map(([outcome, count]) => `${count} ${outcome}`);
      return { cases, figures: figures.join(', '), violations };
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** A process that tries cases: what SQLite does to it, it does to one case. */
class Lane {
  readonly #templates: Templates;
  readonly #directory: string;
  #child: ChildModule<TryMethods> | undefined;

  constructor(templates: Templates, directory: string) {
    this.#templates = templates;
    this.#directory = directory;
  }

  async tryOne(
    seed: number,
    number: number,
  ): Promise<Tried | { readonly outcome: string; readonly violations: string[] }> {
    const limit = new AbortController();
    try {
      const { methods } = await this.#running();
      const hang = setTimeout(longest, undefined, limit).then(() => {
        throw new Error(`nothing for ${longest / 1000} s`);
      });
      return await Promise.race([methods.tryOne(this.#directory, seed, number), hang]);
    } catch (error) {
      this.#child?.kill();
      this.#child = undefined;
      return { outcome: 'broke', violations: [`case ${number} of seed ${seed}: ${(error as Error).message}`] };
    } finally {
      limit.abort();
    }
  }

  async end(): Promise<void> {
    await this.#child?.stop();
  }

  async #running(): Promise<ChildModule<TryMethods>> {
    if (this.#child !== undefined) return this.#child;
    this.#child = new ChildModule<TryMethods>(childModule);
    await this.#child.methods.prepare(this.#templates);
    return this.#child;
  }
}
