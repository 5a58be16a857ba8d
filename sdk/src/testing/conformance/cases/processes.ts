import { readdir } from 'node:fs/promises';
import { type CaseDefinition, streamsOf, withoutStreams } from '../case.js';
import { collectAllGarbage } from '../garbage.js';
import { hasSecrets, secretsOf } from '../secrets.js';
import { type Delivery, demandExactly } from '../sight.js';
import { demand } from '../violation.js';

const killedAfter: CaseDefinition = {
  name: 'holds what has a receipt when its process is killed',
  run: async (trial) => {
    const victim = await trial.start();
    const deliveries: Delivery[] = [];
    for (const operation of trial.operations) {
      const sample = trial.sample(operation);
      deliveries.push({ sample, receipt: await victim.deliver(sample) });
    }
    await victim.kill();
    await demandExactly(trial, deliveries, 'After its process was killed');
    const next = trial.open();
    const again: Delivery[] = [];
    for (const { sample } of deliveries) again.push(await trial.deliver(next, sample));
    await demandExactly(trial, again, 'After its process was killed, and the items came again without a receipt');
  },
};

const killedDuring: CaseDefinition = {
  name: 'leaves nothing half when its process is killed in a stream',
  skip: withoutStreams,
  run: async (trial) => {
    const [operation] = streamsOf(trial.operations);
    const sample = trial.sample(operation, { bytes: 2_000_000 });
    const victim = await trial.start();
    await victim.begin(sample);
    await victim.kill();
    await demandExactly(trial, [], 'After its process was killed in the middle of a stream');
    const delivery = await trial.deliver(trial.open(), sample);
    await demandExactly(trial, [delivery], 'After the item came again');
  },
};

const endsAlone: CaseDefinition = {
  name: 'lets its process end by itself once closed',
  run: async (trial) => {
    const started = await trial.start();
    const sample = trial.sample();
    const receipt = await started.deliver(sample);
    await started.finish();
    await demandExactly(trial, [{ sample, receipt }], 'After its process ended by itself');
  },
};

/** So many destinations one after the other: what each leaves open adds up. */
const cycles = 6;

const handles: CaseDefinition = {
  name: 'lets go of files, connections and timers when closed',
  run: async (trial) => {
    const cycle = async () => {
      const destination = trial.open();
      for (const operation of trial.operations) await trial.deliver(destination, trial.sample(operation));
      await destination.close();
    };
    // What is loaded and opened once stays.
    await cycle();
    const before = await openHandles();
    for (let index = 0; index < cycles; index += 1) await cycle();
    const after = await openHandles();
    const grown = [...after].filter(([kind, count]) => count - (before.get(kind) ?? 0) >= cycles - 1);
    demand(
      grown.length === 0 && trial.disk.openFiles() === 0,
      `${cycles} closed destinations left behind: ${[...grown.map(([kind]) => kind), ...(trial.disk.openFiles() > 0 ? ['files of the disk'] : [])].join(', ')}`,
      'Close in close() all that was opened, also where a delivery failed.',
    );
  },
};

/** What keeps this process alive, by kind, and where the system tells it the open files. */
async function openHandles(): Promise<ReadonlyMap<string, number>> {
  await collectAllGarbage();
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const files = await readdir('/proc/self/fd').catch(() => []);
  return counts.set('open files', files.length);
}

const secrets: CaseDefinition = {
  name: 'never says a secret: in errors, logs or output',
  skip: ({ settings }) => (hasSecrets(settings) ? undefined : 'has no secret settings'),
  run: async (trial) => {
    const { place, plugin } = trial;
    demand(
      secretsOf(plugin.settings, place.settings).length > 0,
      'The settings of the place hold no secret of four characters or more',
      'Give the place of the test a secret, so that it can be looked for.',
    );
    const own = trial.open();
    await own.check();
    await trial.deliver(own, trial.sample());
    await own.close();
    if (place.unusable !== undefined) {
      const unusable = trial.open(place.unusable);
      await unusable.check().catch(() => undefined);
      await unusable.deliver(trial.item()).catch(() => undefined);
      await unusable.close();
    }
    const started = await trial.start();
    await started.deliver(trial.sample());
    await started.finish();
    // What was said meanwhile is searched at the end of every case.
  },
};

/** What is seen from outside of the process, and what is left in it. */
export const processes: readonly CaseDefinition[] = [killedAfter, killedDuring, endsAlone, handles, secrets];
