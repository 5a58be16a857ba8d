import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { offer } from '../../support/child-module.js';
import type { Measurement } from '../benchmark.js';
import { watchChildren } from '../watched-children.js';

const methods = {
  /** Runs a script of the shell. Throws where it fails. */
  run: (script: string, units: number): Promise<Measurement> =>
    watchChildren(async () => {
      await promisify(execFile)('sh', ['-ec', script], { maxBuffer: 16 * 1024 * 1024 });
      return units;
    }),
};

/** What it offers to its parent. */
export type ProgramMethods = typeof methods;

offer(methods);
