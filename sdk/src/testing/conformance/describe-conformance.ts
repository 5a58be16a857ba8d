import type { ConformanceCase } from './conformance-cases.js';

/** What a test runner has: `describe` and `it` of node:test, mocha and others. */
export interface Runner {
  describe(title: string, body: () => void): unknown;
  readonly it: {
    (title: string, body: () => Promise<void>): unknown;
    skip(title: string, body: () => Promise<void>): unknown;
  };
}

/** Hands cases to a test runner; those that the manifest makes needless are skipped, and say why. */
export function describeConformance(title: string, cases: readonly ConformanceCase[], { describe, it }: Runner): void {
  describe(title, () => {
    for (const { name, skip, run } of cases) {
      if (skip === undefined) it(name, () => run());
      else it.skip(`${name} (${skip})`, () => run());
    }
  });
}
