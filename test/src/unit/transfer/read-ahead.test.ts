import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Appliance } from '@integration-client/core/appliance/appliance';
import type { ReportEntry } from '@integration-client/core/report/report';
import { batchSize } from '@integration-client/core/transfer/document-transfer';
import { type Item, type Receipt, RetryableError } from '@integration-client/sdk';
import { Bench, type Trial } from './bench.js';
import { BatchVault } from './vault.js';
import { hour, minute, World } from './world.js';

const noon = Date.parse('2026-03-01T12:00:00Z');

/** A vault whose batches can be made to wait. */
class SlowVault extends BatchVault {
  underWay = 0;
  before: () => Promise<unknown> = async () => {};

  override async deliverMany(items: readonly Item[]): Promise<readonly Receipt[]> {
    this.underWay += 1;
    try {
      await this.before();
      return await super.deliverMany(items);
    } finally {
      this.underWay -= 1;
    }
  }
}

describe('a report of several batches', () => {
  let bench: Bench;
  let vault: SlowVault;
  let trial: Trial;

  beforeEach(async () => {
    bench = await Bench.open();
    vault = new SlowVault();
    const world = new World(noon);
    for (let number = 0; number < 2 * batchSize + 1; number += 1) {
      world.add({ lsid: `s-${number}`, begin: noon - hour, end: noon - minute });
    }
    trial = await bench.trial(world, vault);
    trial.operations = ['sessions'];
  });

  afterEach(() => bench.close());

  /** The appliance of the trial, whose entries pass by on their way. */
  function watched(onEntry: (number: number) => void): Appliance {
    const appliance = trial.world.appliance();
    const report = appliance.report.bind(appliance);
    appliance.report = async (...asked) => {
      const entries = await report(...asked);
      return entries && counted(entries, onEntry);
    };
    return appliance;
  }

  it('is read on while a batch is delivered', async () => {
    let read = 0;
    let readMeanwhile: number | undefined;
    vault.before = async () => {
      for (let look = 0; look < 500 && read < 2 * batchSize; look += 1) await sleep(5);
      readMeanwhile ??= read;
    };
    await trial.cleanRun({ appliance: watched((number) => (read = number)) });
    assert.equal(readMeanwhile, 2 * batchSize);
    trial.assertHeld();
  });

  it('that breaks off ends the run after what is under way, and that is not delivered again', async () => {
    vault.before = () => sleep(50);
    const appliance = watched((number) => {
      if (number === batchSize + 1) throw new RetryableError('cut', { code: 'report-cut-short' });
    });
    assert.equal((await trial.run({ appliance })).outcome, 'unreachable');
    assert.equal(vault.underWay, 0);
    assert.equal(vault.written.length, batchSize);
    assert.equal((await (await trial.state()).delivered(vault.written)).length, batchSize);
    await trial.cleanRun();
    trial.assertHeld();
    assert.equal(vault.written.length, 2 * batchSize + 1);
  });

  it('whose batch cannot be delivered fails with that', async () => {
    vault.before = async () => {
      throw new TypeError('x is not a function');
    };
    vault.refuses = () => new TypeError('x is not a function');
    const report = await trial.run();
    assert.equal(report.outcome, 'failed');
    assert.match(report.problems[0]?.message ?? '', /x is not a function/);
  });
});

async function* counted(
  entries: AsyncIterable<ReportEntry>,
  onEntry: (number: number) => void,
): AsyncGenerator<ReportEntry> {
  let number = 0;
  for await (const entry of entries) {
    onEntry(++number);
    yield entry;
  }
}
