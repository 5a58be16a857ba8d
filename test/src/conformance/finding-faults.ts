import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  type ConformanceSubject,
  conformanceCases,
  filesIn,
  Violation,
} from '@integration-client/sdk/testing/conformance';
import type { Fault } from './faulty-plugin.js';

/** A fault, the case that has to find it, and what the case has to say. */
export type Finding = readonly [fault: Fault, name: string, message: RegExp];

/** The plugin with a fault, or with none. */
export function subject(fault?: Fault): ConformanceSubject {
  const query = fault === undefined ? '' : `?fault=${fault}`;
  return {
    module: new URL(`./faulty-plugin.js${query}`, import.meta.url),
    place: (parent) => {
      const directory = join(parent, 'archive');
      return {
        settings: { directory, token: 'hunter-2-hunter' },
        stored: () => filesIn(directory, (name) => !name.endsWith('.part')),
        unusable: { directory: join(import.meta.filename, 'x'), token: 'hunter-3-hunter' },
      };
    },
  };
}

/** A test for each fault that the suite finds it. */
export function itFinds(findings: readonly Finding[]): void {
  for (const [fault, name, message] of findings) {
    it(`finds a plugin that ${fault.replaceAll('-', ' ')}`, async () => {
      const one = (await conformanceCases(subject(fault))).find((each) => each.name === name);
      assert.ok(one, `there is no case "${name}"`);
      await assert.rejects(one.run(), (error) => {
        assert.ok(error instanceof Violation);
        assert.match(error.message, message);
        assert.notEqual(error.hint, '');
        return true;
      });
      assert.deepEqual(Object.keys(Object.prototype), []);
      const { leaked } = (await import(String(subject(fault).module))) as typeof import('./faulty-plugin.js');
      await Promise.all(leaked.splice(0).map((close) => close()));
    });
  }
}
