import { Readable } from 'node:stream';
import { RetryableError } from '../../../errors.js';
import { type CaseDefinition, streamsOf, withoutStreams } from '../case.js';
import { outcomeOf } from '../limited.js';
import { type SampleItem, sampleContent, sampleItem } from '../sample-item.js';
import { type Delivery, demandExactly } from '../sight.js';
import { demand, said } from '../violation.js';

/** Bytes of the stream that must not be held in memory, and how much memory may grow meanwhile. */
const largeStream = 48 * 1024 * 1024;
const mostGrowth = 32 * 1024 * 1024;

const large: CaseDefinition = {
  name: 'stores a large stream without holding it in memory',
  skip: withoutStreams,
  run: async (trial) => {
    const [operation] = streamsOf(trial.operations);
    const sample = trial.sample(operation, { bytes: largeStream });
    const started = await trial.start();
    // What is loaded once is not counted. The process is another one, as a test may well hold the place itself in memory.
    const small = trial.sample(operation);
    const first = { sample: small, receipt: await started.deliver(small) };
    const { receipt, held: most } = await started.measure(sample);
    await started.finish();
    demand(
      most <= mostGrowth,
      `It held ${megabytes(most)} MB while it stored a stream of ${megabytes(largeStream)} MB`,
      'Write pieces on as they come, and wait for each write: never gather the stream.',
    );
    await demandExactly(trial, [first, { sample, receipt }], 'After a large stream');
  },
};

const broken: CaseDefinition = {
  name: 'leaves nothing of a stream that fails, and passes its error on',
  skip: withoutStreams,
  run: async (trial) => {
    const destination = trial.open();
    const deliveries: Delivery[] = [];
    for (const operation of streamsOf(trial.operations)) {
      const sample = trial.sample(operation, { bytes: 700_000 });
      const failure = new RetryableError('The download was cut short', {
        code: 'cut-short',
        hint: 'It is tried again.',
      });
      let opened = 0;
      const open = () => {
        opened += 1;
        return Readable.from(firstHalf(sample, failure), { objectMode: false });
      };
      const outcome = await outcomeOf(destination.deliver(sampleItem(sample, open)));
      demand(
        !outcome.ok && outcome.error === failure,
        `A stream failed with "${failure.message}", and deliver ${outcome.ok ? 'answered a receipt' : `threw ${said(outcome.error)}`}`,
        'Let the error of the stream pass unchanged: it says what the client does next.',
      );
      demand(opened === 1, `It called open ${opened} times for one delivery`, 'Do not retry: the client does.');
      await demandExactly(trial, deliveries, `After a stream of ${operation} failed in the middle`);
      deliveries.push(await trial.deliver(destination, sample));
      await demandExactly(trial, deliveries, `After the ${operation} item came again`);
    }
  },
};

const openedAgain: CaseDefinition = {
  name: 'passes on the error of an open that fails',
  skip: withoutStreams,
  run: async (trial) => {
    const destination = trial.open();
    const sample = trial.sample(streamsOf(trial.operations)[0], { announced: 'at-open' });
    const failure = new RetryableError('The appliance is busy', { code: 'busy', hint: 'It is tried again.' });
    let opened = 0;
    const item = sampleItem(sample, async () => {
      opened += 1;
      if (opened < 3) throw failure;
      return Readable.from(sampleContent(sample), { objectMode: false });
    });
    for (const _ of [1, 2]) {
      const outcome = await outcomeOf(destination.deliver(item));
      demand(
        !outcome.ok && outcome.error === failure,
        `open failed with "${failure.message}", and deliver ${outcome.ok ? 'answered a receipt' : `threw ${said(outcome.error)}`}`,
        'Let the error of open pass unchanged: it says what the client does next.',
      );
    }
    const receipt = await destination.deliver(item);
    await demandExactly(trial, [{ sample, receipt }], 'After open failed twice and then did not');
  },
};

async function* firstHalf(sample: SampleItem, failure: Error): AsyncGenerator<Uint8Array> {
  const content = sampleContent(sample);
  yield* content.read(0, Math.floor(content.size / 2));
  throw failure;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

/** Recordings and backups. */
export const streams: readonly CaseDefinition[] = [large, broken, openedAgain];
