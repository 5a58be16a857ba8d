import type { CaseDefinition } from '../case.js';
import { type Delivery, demandExactly } from '../sight.js';

/** More side by side tries nothing new. */
const most = 32;

const sideBySide: CaseDefinition = {
  name: 'takes as many deliveries side by side as it says',
  skip: ({ concurrency = 1 }) => (concurrency > 1 ? undefined : 'takes one delivery at a time'),
  run: async (trial) => {
    const { concurrency = 1 } = trial.plugin;
    const count = Math.min(concurrency, most);
    const [first, second] = [trial.open(), trial.open()];
    const running: Promise<Delivery>[] = [];
    for (let index = 0; index < count; index += 1) {
      const operation = trial.operations[index % trial.operations.length];
      // In one object or in several: other transfers may go to the same destination.
      running.push(trial.deliver(index % 3 === 2 ? second : first, trial.sample(operation)));
    }
    await demandExactly(trial, await Promise.all(running), `After ${count} deliveries side by side`);
  },
};

const sameItem: CaseDefinition = {
  name: 'holds an item once that two objects get at once',
  skip: sideBySide.skip as NonNullable<CaseDefinition['skip']>,
  run: async (trial) => {
    const [first, second] = [trial.open(), trial.open()];
    const deliveries: Delivery[] = [];
    for (const operation of trial.operations) {
      const sample = trial.sample(operation);
      await Promise.all([trial.deliver(first, sample), trial.deliver(second, sample)]);
      deliveries.push(await trial.deliver(first, sample));
    }
    await demandExactly(trial, deliveries, 'After two objects were given each item at the same time');
  },
};

/** Deliveries side by side. */
export const concurrency: readonly CaseDefinition[] = [sideBySide, sameItem];
