import { readFile } from 'node:fs/promises';
import { sessionItemKey } from '@integration-client/core/transfer/item-key';
import { isOperation, type Operation } from '@integration-client/sdk';
import type { SimulatedAppliance } from '@integration-client/sdk/testing';
import { type Findings, sha256 } from './findings.js';
import type { Scenario } from './scenarios.js';

type Content = { readonly contains: string } | { readonly sha256: string };

/**
 * Fails unless what an undisturbed run left behind is what the appliance has, so that no defect counts as what has to be.
 * Site backups are looked at in every run anyway.
 */
export async function checkUndisturbed(
  { operations, plugin }: Scenario,
  appliance: SimulatedAppliance,
  found: Findings,
): Promise<void> {
  if (operations.includes('site-backups')) return;
  const expected = expectedItems(appliance, operations);
  const keys = found.ledger.map(({ key }) => key).sort();
  if (keys.join() !== [...expected.keys()].sort().join()) throw new Error(`undisturbed, the ledger has ${keys}`);
  if (found.faults.length + found.temporary.length > 0) throw new Error(`undisturbed: ${JSON.stringify(found)}`);
  for (const { key, location } of plugin === 'filesystem' ? found.ledger : []) {
    const file = await readFile(location);
    const content = expected.get(key) as Content;
    const isRight = 'sha256' in content ? sha256(file) === content.sha256 : file.includes(content.contains);
    if (!isRight) throw new Error(`undisturbed, ${location} is not what the appliance has`);
  }
  if (plugin === 'sqlite' && found.held.length !== expected.size) throw new Error('undisturbed, sessions are missing');
}

function expectedItems(appliance: SimulatedAppliance, operations: readonly Operation[]): Map<string, Content> {
  const items = new Map<string, Content>();
  const add = (operation: string, lsid: string, instance: number | undefined, content: () => Content) => {
    if (!isOperation(operation) || !operations.includes(operation)) return;
    items.set(sessionItemKey(appliance.host, operation, lsid, instance), content());
  };
  for (const { lsid, endTime, recordings } of appliance.sessions) {
    if (endTime === undefined) continue;
    add('sessions', lsid, undefined, () => ({ contains: appliance.sessionXml(lsid).toString() }));
    for (const { operation, instance } of recordings) {
      add(operation, lsid, instance, () => ({ sha256: appliance.recording(lsid, operation, instance).sha256() }));
    }
  }
  for (const { lsid, recorded, xml } of appliance.presentations) {
    const operation = 'presentation-recordings';
    add('presentations', lsid, undefined, () => ({ contains: xml }));
    if (recorded) add(operation, lsid, undefined, () => ({ sha256: appliance.recording(lsid, operation).sha256() }));
  }
  return items;
}
