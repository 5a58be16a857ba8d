import { ItemError } from '../../../errors.js';
import { type CaseDefinition, documentsOf, without } from '../case.js';
import { outcomeOf } from '../limited.js';
import { sampleItem } from '../sample-item.js';
import { type Delivery, demandExactly } from '../sight.js';
import type { Trial } from '../trial.js';
import { demand, said } from '../violation.js';

/** The host gives 2 to 200 at once. */
const batch = 60;

const skip: CaseDefinition['skip'] = (plugin, operations) =>
  without('deliverMany')?.(plugin, operations) ??
  (documentsOf(operations).includes('sessions') ? undefined : 'takes no sessions');

const together: CaseDefinition = {
  name: 'stores many sessions at once, receipts in their order',
  skip,
  run: async (trial) => {
    const samples = sessions(trial, batch);
    const deliveries: Delivery[] = [];
    for (const round of ['stored', 'replaced']) {
      const destination = trial.open();
      const receipts = await destination.deliverMany(samples.map((sample) => sampleItem(sample)));
      await destination.close();
      deliveries.splice(
        0,
        batch,
        ...samples.flatMap((sample, i) => (receipts[i] ? [{ sample, receipt: receipts[i] }] : [])),
      );
      demand(
        round !== 'stored' || receipts.every(({ outcome }) => outcome === 'stored'),
        'deliverMany says of new sessions that they were there',
        'Answer "stored" for what was not there before.',
      );
      await demandExactly(trial, deliveries, `After ${batch} sessions at once, ${round}`);
    }
    const [first] = samples;
    const alone = first === undefined ? undefined : await trial.deliver(trial.open(), first);
    demand(
      alone?.receipt.sha256 === deliveries[0]?.receipt.sha256 &&
        alone?.receipt.location === deliveries[0]?.receipt.location,
      'deliver and deliverMany answer different receipts for the same session',
      'Let both go the same way.',
    );
  },
};

const allOrNone: CaseDefinition = {
  name: 'stores all sessions of a batch, or none',
  skip,
  run: async (trial) => {
    const destination = trial.open();
    const samples = sessions(trial, 5);
    const items = samples.map((sample) => sampleItem(sample));
    const failure = new ItemError('The session is not well-formed', {
      code: 'malformed-session',
      hint: 'It is set aside.',
    });
    const bad = Object.freeze({
      ...sampleItem(trial.sample('sessions')),
      get xml(): Uint8Array {
        throw failure;
      },
      parse: () => {
        throw failure;
      },
    });
    const outcome = await outcomeOf(destination.deliverMany([...items.slice(0, 3), bad, ...items.slice(3)]));
    demand(
      !outcome.ok && outcome.error === failure,
      `A session of a batch cannot be read, and deliverMany ${outcome.ok ? 'answered receipts' : `threw ${said(outcome.error)}`}`,
      'Let the error of the item pass unchanged: the client then goes one by one.',
    );
    await demandExactly(trial, [], 'After a batch with a session that cannot be read');
    const deliveries: Delivery[] = [];
    for (const sample of samples) deliveries.push(await trial.deliver(destination, sample));
    await demandExactly(trial, deliveries, 'After the others came one by one');
  },
};

const cancelled: CaseDefinition = {
  name: 'stores nothing of a batch that was cancelled before',
  skip,
  run: async (trial) => {
    const destination = trial.open();
    const items = sessions(trial, 3).map((sample) => sampleItem(sample));
    const outcome = await outcomeOf(destination.deliverMany(items, AbortSignal.abort(new Error('stopped'))));
    demand(
      !outcome.ok,
      'A batch was stored though its signal was aborted before',
      'Begin with signal.throwIfAborted().',
    );
    await demandExactly(trial, [], 'After a batch that was cancelled before it began');
  },
};

function sessions(trial: Trial, count: number) {
  return Array.from({ length: count }, () => trial.sample('sessions'));
}

/** `deliverMany`. */
export const batches: readonly CaseDefinition[] = [together, allOrNone, cancelled];
