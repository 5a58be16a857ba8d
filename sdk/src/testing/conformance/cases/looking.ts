import type { DeliveryRecord } from '../../../destination.js';
import { type CaseDefinition, without, withoutVerify } from '../case.js';
import { demandExactly, recordOf } from '../sight.js';
import { demandUnchanged, snapshotOf } from '../snapshot.js';
import { demand } from '../violation.js';

const check: CaseDefinition = {
  name: 'checks a place, new or in use, and changes nothing',
  skip: without('check'),
  run: async (trial) => {
    for (const when of ['A check of a new place', 'A check of a place in use']) {
      const destination = trial.open();
      const before = await snapshotOf(trial);
      await destination.check();
      await demandUnchanged(trial, before, when);
      if (when.endsWith('new place')) await trial.deliver(destination, trial.sample());
      await destination.close();
    }
  },
};

const verify: CaseDefinition = {
  name: 'verifies what is intact, missing and changed, and changes nothing',
  skip: withoutVerify,
  run: async (trial) => {
    const destination = trial.open();
    const first = await trial.deliver(destination, trial.sample());
    const second = await trial.deliver(destination, trial.sample());
    await destination.close();
    const intact = recordOf(first);
    const changed: DeliveryRecord = { ...recordOf(second), receipt: { ...second.receipt, sha256: '0'.repeat(64) } };
    const missing: DeliveryRecord = {
      ...recordOf({ sample: trial.sample(), receipt: first.receipt }),
      receipt: { ...first.receipt, location: `${first.receipt.location}0000000` },
    };
    const before = await snapshotOf(trial);
    const reader = trial.open();
    const asked = [changed, intact, missing, intact];
    const found = await reader.verify(asked);
    demand(
      JSON.stringify(found) === JSON.stringify(['changed', 'intact', 'missing', 'intact']),
      `verify of something changed, intact, missing and intact answered ${JSON.stringify(found)}`,
      'Answer in the order of the deliveries, and compare size and sha256 of what is there with the receipt.',
    );
    demand((await reader.verify([])).length === 0, 'verify of nothing answered something', 'Answer an empty list.');
    await reader.close();
    await demandUnchanged(trial, before, 'verify');
  },
};

const locations: CaseDefinition = {
  name: 'lists each location once, as in receipts',
  skip: without('locations'),
  run: async (trial) => {
    const empty = trial.open();
    const before = await snapshotOf(trial);
    const atFirst = (await empty.locations()) ?? [];
    await demandUnchanged(trial, before, 'locations of a place that is not there yet');
    demand(
      atFirst.every((location) => trial.before.has(location)),
      'locations of a place that is not there yet yields something',
      'A place that is not there holds nothing.',
    );
    const deliveries = [];
    for (const operation of trial.operations) deliveries.push(await trial.deliver(empty, trial.sample(operation)));
    await empty.close();
    const all = ((await trial.open().locations()) ?? []).filter((location) => !trial.before.has(location));
    const wanted = deliveries.map(({ receipt }) => receipt.location).sort();
    demand(
      JSON.stringify([...all].sort()) === JSON.stringify(wanted),
      `locations yields ${all.length} in place of ${wanted.length}, or other ones than the receipts name`,
      'Yield each location once, exactly as receipts have it, and nothing unfinished.',
    );
    await demandExactly(trial, deliveries, 'After locations were listed');
  },
};

/** What only looks. */
export const looking: readonly CaseDefinition[] = [check, verify, locations];
