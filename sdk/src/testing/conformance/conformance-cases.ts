import type { CaseDefinition } from './case.js';
import { batches } from './cases/batches.js';
import { cancelling } from './cases/cancelling.js';
import { closing } from './cases/closing.js';
import { concurrency } from './cases/concurrency.js';
import { hostile } from './cases/hostile.js';
import { looking } from './cases/looking.js';
import { manifest } from './cases/manifest.js';
import { processes } from './cases/processes.js';
import { storing } from './cases/storing.js';
import { streams } from './cases/streams.js';
import { loadPlugin } from './load-plugin.js';
import type { ConformanceSubject } from './subject.js';
import { Trial } from './trial.js';
import { said, Violation } from './violation.js';

const definitions: readonly CaseDefinition[] = [
  ...manifest,
  ...storing,
  ...hostile,
  ...streams,
  ...batches,
  ...concurrency,
  ...cancelling,
  ...looking,
  ...closing,
  ...processes,
];

/** One rule of the contract, ready to be tried. */
export interface ConformanceCase {
  /** The rule, as it follows on "The plugin …": `stores …`, `refuses …`. */
  readonly name: string;
  /** Why the manifest makes it needless. Absent: it has to be run. */
  readonly skip?: string;
  /** Tries it in a place of its own. Throws {@link Violation} that says what was seen and what the plugin has to do. */
  run(): Promise<void>;
}

/**
 * Every rule of the contract as a case, for any test runner. Loads the plugin, and runs nothing else of it yet. Throws what
 * loading it throws, and Violation where the module has no plugin as its default export.
 */
export async function conformanceCases(subject: ConformanceSubject): Promise<readonly ConformanceCase[]> {
  const plugin = await loadPlugin(String(subject.module));
  return definitions.map(({ name, skip, run }) => {
    const reason = skip?.(plugin, subject.operations ?? plugin.operations);
    return {
      name,
      ...(reason === undefined ? {} : { skip: reason }),
      run: async () => {
        if (reason === undefined) await tried(() => Trial.run(subject, plugin, run));
      },
    };
  });
}

/** An error that no rule expects is one of the plugin: it says so. */
async function tried(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Violation) throw error;
    const hint = (error as { readonly hint?: unknown } | undefined)?.hint;
    throw new Violation(
      `It failed with an error that nothing here calls for: ${said(error)}`,
      typeof hint === 'string' && hint !== '' ? hint : 'See where it comes from, and mend it there.',
      error,
    );
  }
}
