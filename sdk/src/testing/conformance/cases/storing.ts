import { isDocument } from '../../../item.js';
import { operations } from '../../../operation.js';
import { type CaseDefinition, documentsOf, streamsOf, withoutDocuments, withoutStreams } from '../case.js';
import { checkError } from '../errors-said.js';
import { outcomeOf } from '../limited.js';
import { type SampleItem, sampleItem } from '../sample-item.js';
import { type Delivery, demandExactly } from '../sight.js';
import { demand } from '../violation.js';

const everyOperation: CaseDefinition = {
  name: 'stores every type of data it accepts, where receipts say',
  run: async (trial) => {
    const destination = trial.open();
    const deliveries: Delivery[] = [];
    for (const operation of trial.operations) {
      const delivery = await trial.deliver(destination, trial.sample(operation));
      demand(
        delivery.receipt.outcome === 'stored',
        `The first delivery of ${operation} has the outcome "${delivery.receipt.outcome}"`,
        'Answer "stored" for what was not there before.',
      );
      deliveries.push(delivery);
    }
    await destination.close();
    await demandExactly(trial, deliveries, 'After one delivery of each type');
  },
};

const otherOperations: CaseDefinition = {
  name: 'refuses other types of data',
  skip: (plugin) => (plugin.operations.length === operations.length ? 'accepts every type of data' : undefined),
  run: async (trial) => {
    const destination = trial.open();
    for (const operation of operations) {
      if (trial.plugin.operations.includes(operation)) continue;
      const outcome = await outcomeOf(destination.deliver(trial.item(operation)));
      demand(
        !outcome.ok,
        `It took ${operation}, which its manifest does not name`,
        'Throw a ConfigError for every operation that you do not store: ic tester hands over any.',
      );
      checkError(outcome.error, `Given ${operation},`, ['ConfigError', 'ItemError']);
    }
    const delivery = await trial.deliver(destination, trial.sample());
    await demandExactly(trial, [delivery], 'After items of types that it refuses');
  },
};

const repeated: CaseDefinition = {
  name: 'holds an item once that comes again',
  run: async (trial) => {
    const [first, second] = [trial.open(), trial.open()];
    const deliveries: Delivery[] = [];
    for (const operation of trial.operations) {
      const sample = trial.sample(operation);
      const { receipt } = await trial.deliver(first, sample);
      await trial.deliver(first, sample);
      await trial.deliver(second, sample);
      deliveries.push(await trial.deliver(second, { ...sample, previous: receipt }));
    }
    await demandExactly(trial, deliveries, 'After each item was delivered four times');
    await first.close();
    const third = trial.open();
    for (const { sample, receipt } of deliveries) {
      const again = await trial.deliver(third, sample);
      demand(
        again.receipt.location === receipt.location && again.receipt.sha256 === receipt.sha256,
        `The same ${sample.operation} item has another location or sha256 when it comes again`,
        'Make names from the key, and digests in one fixed form without times or numbers that the place fills in.',
      );
    }
    await demandExactly(trial, deliveries, 'After the items came again to a new object');
  },
};

const changedDocument: CaseDefinition = {
  name: 'replaces a session that changed, as a whole',
  skip: withoutDocuments,
  run: async (trial) => {
    const destination = trial.open();
    const deliveries: Delivery[] = [];
    const gone: string[] = [];
    for (const operation of documentsOf(trial.operations)) {
      const sample = trial.sample(operation);
      const { receipt: first } = await trial.deliver(destination, sample);
      const changed = changedSample(sample, 'second');
      // As after a crash: it was stored, and the receipt was lost.
      const { receipt: second } = await trial.deliver(trial.open(), changed);
      const last = await trial.deliver(destination, { ...changedSample(sample, 'third'), previous: second });
      demand(
        new Set([first.sha256, second.sha256, last.receipt.sha256]).size === 3,
        `The receipt of a ${operation} item has the same sha256 after every value of it changed`,
        'Measure what is stored now.',
      );
      demand(
        last.receipt.outcome === 'replaced',
        `A ${operation} item that changed has the outcome "${last.receipt.outcome}"`,
        'Answer "replaced" where an earlier version was there, which item.previous tells.',
      );
      deliveries.push(last);
      gone.push(sample.text ?? '', changed.text ?? '');
    }
    await demandExactly(trial, deliveries, 'After the item changed twice', gone);
  },
};

const changedStream: CaseDefinition = {
  name: 'replaces a recording that changed',
  // A backup is never asked for again: each is an item of its own.
  skip: (_, operations) =>
    streamsOf(operations).some((operation) => operation !== 'site-backups') ? undefined : 'takes no recordings',
  run: async (trial) => {
    const destination = trial.open();
    const deliveries: Delivery[] = [];
    for (const operation of streamsOf(trial.operations)) {
      if (operation === 'site-backups') continue;
      const sample = trial.sample(operation);
      const { receipt } = await trial.deliver(destination, sample);
      const changed = { ...sample, text: `${sample.text}-second`, bytes: 130_000, previous: receipt };
      deliveries.push(await trial.deliver(trial.open(), changed));
    }
    await demandExactly(trial, deliveries, 'After a recording changed');
  },
};

const lookAlikes: CaseDefinition = {
  name: 'tells items apart that look alike',
  run: async (trial) => {
    const destination = trial.open();
    const deliveries: Delivery[] = [];
    for (const operation of trial.operations) {
      const sample = trial.sample(operation);
      const later = new Date((sample.takenAt as Date).getTime() + 60_000);
      const alike: SampleItem[] = [
        sample,
        { ...sample, lsid: `${sample.lsid.slice(0, -1)}X`, takenAt: later },
        { ...sample, lsid: `${sample.lsid.slice(0, -1)}x`, takenAt: new Date(later.getTime() + 60_000) },
      ];
      for (const one of alike) deliveries.push(await trial.deliver(destination, one));
    }
    await demandExactly(trial, deliveries, 'After items that look alike');
  },
};

const sizeUnknown: CaseDefinition = {
  name: 'stores streams of unknown size, and empty ones',
  skip: withoutStreams,
  run: async (trial) => {
    const destination = trial.open();
    const deliveries: Delivery[] = [];
    for (const operation of streamsOf(trial.operations)) {
      for (const more of [{ announced: 'at-open' }, { announced: 'never' }, { bytes: 0 }] as const) {
        deliveries.push(await trial.deliver(destination, trial.sample(operation, more)));
      }
    }
    await demandExactly(trial, deliveries, 'After recordings and backups of unknown size');
  },
};

/** The same item with every value changed. */
function changedSample(sample: SampleItem, version: string): SampleItem {
  const text = `${version}-${sample.text}`.replace(/text-/, `${version}-`);
  return isDocument(sampleItem(sample)) ? { ...sample, text, session: { duration: '01:00:00', teams: [] } } : sample;
}

/** What is stored, and how often. */
export const storing: readonly CaseDefinition[] = [
  everyOperation,
  otherOperations,
  repeated,
  changedDocument,
  changedStream,
  lookAlikes,
  sizeUnknown,
];
