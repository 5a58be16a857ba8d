import assert from 'node:assert/strict';
import type { PluginTestReport } from '@integration-client/core/application';

/** Every rule is kept, most of them were tried, and others were skipped for a reason. */
export function assertKept({ ok, cases }: PluginTestReport): void {
  assert.deepEqual(
    cases.filter(({ outcome }) => outcome === 'failed'),
    [],
  );
  assert.ok(ok);
  assert.equal(cases.length, cases[0]?.count);
  assert.ok(cases.filter(({ outcome }) => outcome === 'passed').length > 20);
  for (const { outcome, message } of cases) assert.equal(outcome === 'skipped', message !== undefined);
}
