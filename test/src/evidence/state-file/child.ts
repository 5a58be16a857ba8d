import { offer } from '../../support/child-module.js';
import type { Templates } from './templates.js';
import { type Tried, tryDamage } from './try-damage.js';

let templates: Templates | undefined;

const methods = {
  /** To be called first. */
  async prepare(made: Templates): Promise<void> {
    templates = made;
  },
  /** Tries a case in a directory, see {@link tryDamage}. */
  async tryOne(directory: string, seed: number, number: number): Promise<Tried> {
    if (templates === undefined) throw new Error('nothing is prepared');
    return tryDamage(templates, directory, seed, number);
  },
};

/** What it offers to its parent. */
export type TryMethods = typeof methods;

offer(methods);
