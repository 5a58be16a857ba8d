import { Readable } from 'node:stream';
import { type CaseDefinition, streamsOf, withoutStreams } from '../case.js';
import { limited, outcomeOf } from '../limited.js';
import { type SampleItem, sampleContent, sampleItem } from '../sample-item.js';
import { type Delivery, demandExactly } from '../sight.js';
import type { Trial } from '../trial.js';
import { demand } from '../violation.js';

/** A worker that is to end has so long, in milliseconds. */
const soon = 10_000;

const before: CaseDefinition = {
  name: 'stores nothing that was cancelled before',
  run: async (trial) => {
    const destination = trial.open();
    const aborted = AbortSignal.abort(new Error('stopped'));
    for (const operation of trial.operations) {
      const outcome = await outcomeOf(limited(destination.deliver(trial.item(operation), aborted), 'deliver', soon));
      demand(
        !outcome.ok,
        `${operation} was delivered though the signal was aborted before`,
        'Begin deliver with signal.throwIfAborted().',
      );
    }
    await demandExactly(trial, [], 'After deliveries that were cancelled before they began');
    await demandExactly(trial, [await trial.deliver(destination, trial.sample())], 'After the one that was not');
  },
};

const during: CaseDefinition = {
  name: 'leaves nothing half when cancelled in a stream, and ends soon',
  skip: withoutStreams,
  run: async (trial) => {
    const destination = trial.open();
    const deliveries: Delivery[] = [];
    for (const operation of streamsOf(trial.operations)) {
      const sample = trial.sample(operation, { bytes: 700_000 });
      const stop = new AbortController();
      const item = sampleItem(sample, () => stalled(sample, () => stop.abort(new Error('stopped'))));
      const outcome = await outcomeOf(limited(destination.deliver(item, stop.signal), 'A cancelled deliver', soon));
      demand(
        !outcome.ok,
        'A delivery that was cancelled in the middle of its stream answered a receipt',
        'Give open the signal, and throw when it is aborted.',
      );
      await demandExactly(trial, deliveries, `After a delivery of ${operation} was cancelled in the middle`);
      deliveries.push(await trial.deliver(destination, sample));
      await demandExactly(trial, deliveries, `After the cancelled ${operation} item came again`);
    }
  },
};

const atAnyMoment: CaseDefinition = {
  name: 'leaves nothing half when cancelled at any moment',
  run: async (trial) => {
    const destination = trial.open();
    const deliveries: Delivery[] = [];
    for (const delay of [0, 1, 2, 5, 10, 20]) {
      const sample = trial.sample(trial.operations[0], { bytes: 3_000_000 });
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(new Error('stopped')), delay);
      const outcome = await outcomeOf(
        limited(trial.deliver(destination, sample, stop.signal), 'A cancelled deliver', soon),
      );
      clearTimeout(timer);
      if (!outcome.ok) await demandNothingHalf(trial, sample, deliveries);
      deliveries.push(await trial.deliver(destination, sample));
    }
    await demandExactly(trial, deliveries, 'After items came again that were cancelled');
  },
};

/** A cancelled item may have been stored all the same; then it is whole. */
async function demandNothingHalf(trial: Trial, sample: SampleItem, deliveries: readonly Delivery[]): Promise<void> {
  const known = new Set([...trial.before, ...deliveries.map(({ receipt }) => receipt.location)]);
  const extra = ((await trial.stored()) ?? []).filter(({ location }) => !known.has(location));
  for (const entry of extra) {
    let found = '';
    for await (const piece of entry.content()) found += Buffer.from(piece).toString('latin1');
    const wanted = 'xml' in sampleItem(sample) ? (sample.text ?? '') : sampleContent(sample).bytes().toString('latin1');
    demand(
      found.includes(wanted),
      `After a delivery was cancelled something half is at ${entry.location}`,
      'Give a name, or commit, only what is whole.',
    );
  }
}

/** A stream of which nothing more comes after the first half, until it is destroyed. */
function stalled(sample: SampleItem, halfway: () => void): Readable {
  const content = sampleContent(sample);
  const pieces = content.read(0, Math.floor(content.size / 2));
  return new Readable({
    read() {
      const { value, done } = pieces.next();
      if (done === true) halfway();
      else this.push(value);
    },
  });
}

const looking: CaseDefinition = {
  name: 'ends check, verify and locations soon when cancelled',
  run: async (trial) => {
    const destination = trial.open();
    const delivery = await trial.deliver(destination, trial.sample());
    const aborted = AbortSignal.abort(new Error('stopped'));
    await outcomeOf(limited(destination.check(aborted), 'A cancelled check', soon));
    await outcomeOf(limited(destination.verify([], aborted), 'A cancelled verify', soon));
    await outcomeOf(limited(destination.locations(aborted), 'Cancelled locations', soon));
    await demandExactly(trial, [delivery], 'After check, verify and locations were cancelled');
  },
};

/** What an aborted signal does. */
export const cancelling: readonly CaseDefinition[] = [before, during, atAnyMoment, looking];
