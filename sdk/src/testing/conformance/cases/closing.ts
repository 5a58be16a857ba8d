import { Readable } from 'node:stream';
import { type CaseDefinition, streamsOf } from '../case.js';
import { checkError } from '../errors-said.js';
import { outcomeOf } from '../limited.js';
import { sampleContent, sampleItem } from '../sample-item.js';
import { demandExactly } from '../sight.js';
import { demand } from '../violation.js';

const twice: CaseDefinition = {
  name: 'may be closed twice, without a use and after one',
  run: async (trial) => {
    const unused = trial.open();
    await unused.close();
    await unused.close();
    const used = trial.open();
    const delivery = await trial.deliver(used, trial.sample());
    await Promise.all([used.close(), used.close()]);
    await used.close();
    await demandExactly(trial, [delivery], 'After the destination was closed');
  },
};

const failedStart: CaseDefinition = {
  name: 'says what to do in a place that cannot be used, and closes',
  run: async (trial) => {
    const { unusable } = trial.place;
    if (unusable === undefined) {
      // Without such a place only a cancelled start can be tried.
      const destination = trial.open();
      await outcomeOf(destination.deliver(trial.item(), AbortSignal.abort(new Error('stopped'))));
      await destination.close();
      await destination.close();
      return;
    }
    const destination = trial.open(unusable);
    for (const operation of trial.operations) {
      const outcome = await outcomeOf(destination.deliver(trial.item(operation)));
      demand(
        !outcome.ok,
        `${operation} was delivered to a place that cannot be used`,
        'Answer a receipt only for what is stored. Or the test gives settings that can be used.',
      );
      checkError(outcome.error, 'In a place that cannot be used', ['ConfigError', 'UnreachableError']);
      const { message } = outcome.error as Error;
      demand(
        !trial.logged.some((line) => line.includes(message)),
        `It logged "${message}", which it also threw`,
        'Do not log what you throw: the client does.',
      );
    }
    if ('check' in trial.plugin.destination.prototype) {
      const outcome = await outcomeOf(destination.check());
      demand(!outcome.ok, 'check finds that an unusable place can be used', 'Try in check what deliver needs.');
      checkError(outcome.error, 'In a place that cannot be used check', ['ConfigError', 'UnreachableError']);
    }
    await destination.close();
    await destination.close();
    const usable = trial.open();
    await demandExactly(trial, [await trial.deliver(usable, trial.sample())], 'After a place that cannot be used');
  },
};

const whileDelivering: CaseDefinition = {
  name: 'leaves nothing half when closed while it delivers',
  run: async (trial) => {
    const [operation = trial.operations[0]] = streamsOf(trial.operations);
    const sample = trial.sample(operation, { bytes: 700_000 });
    let halfway = () => {};
    let goOn = () => {};
    const reached = new Promise<void>((resolve) => {
      halfway = resolve;
    });
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* inTwoHalves(): AsyncGenerator<Uint8Array> {
      const { size } = sampleContent(sample);
      yield* sampleContent(sample).read(0, size / 2);
      halfway();
      await mayGoOn;
      yield* sampleContent(sample).read(size / 2, size);
    }
    const destination = trial.open();
    const item = sampleItem(sample, () => Readable.from(inTwoHalves(), { objectMode: false }));
    const delivered = outcomeOf(destination.deliver(item));
    if (streamsOf(trial.operations).length > 0) await Promise.race([reached, delivered]);
    const closed = outcomeOf(destination.close());
    goOn();
    const outcome = await delivered;
    await closed;
    if (outcome.ok) {
      await demandExactly(trial, [{ sample, receipt: outcome.value }], 'After it was closed while it delivered');
      return;
    }
    const again = await trial.deliver(trial.open(), sample);
    await demandExactly(trial, [again], 'After it was closed while it delivered, and the item came again');
  },
};

/** The end of a destination. */
export const closing: readonly CaseDefinition[] = [twice, failedStart, whileDelivering];
