import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConfigError,
  type Destination,
  type Item,
  ItemError,
  type Receipt,
  RetryableError,
  UnreachableError,
} from '@integration-client/sdk';
import { Bench, type Trial } from './bench.js';
import { Steps } from './steps.js';
import { BatchVault, Vault } from './vault.js';
import { day, hour, minute, World } from './world.js';

const noon = Date.parse('2026-03-01T12:00:00Z');

function twenty(): World {
  const world = new World(noon);
  for (let number = 10; number < 30; number += 1) {
    world.add({ lsid: `s-${number}`, begin: noon - hour, end: noon - number * minute });
  }
  return world;
}

describe('deliveries of a transfer', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  /** A trial of twenty sessions with a vault that does not take some. */
  async function failingFor(wrong: (key: string) => Error | undefined): Promise<Trial> {
    const trial = await bench.trial(twenty());
    trial.operations = ['sessions'];
    trial.vault.refuses = (item) => wrong(item.key);
    return trial;
  }

  const outcomes = [
    ['the place is out of reach', new UnreachableError('full', { code: 'disk-full' }), 'unreachable', 0, 0],
    ['the settings are wrong', new ConfigError('no', { code: 'no-directory' }), 'refused', 0, 0],
    ['the item is at fault', new ItemError('no', { code: 'too-long' }), 'partial', 1, 1],
    ['it may pass', new RetryableError('no', { code: 'busy' }), 'partial', 1, 0],
    ['the plugin has a defect', new TypeError('x'), 'partial', 1, 0],
  ] as const;
  for (const [name, error, outcome, failed, aside] of outcomes) {
    it(`an error of one item, ${name}: the run is ${outcome}`, async () => {
      let isWell = false;
      const trial = await failingFor((key) => (!isWell && key.endsWith('s-15') ? error : undefined));
      assert.equal((await trial.run()).outcome, outcome);
      const items = await trial.failed();
      assert.deepEqual([items.length, items.filter((item) => item.quarantined).length], [failed, aside]);
      await trial.assertNothingPassed(noon);
      isWell = true;
      await trial.cleanRun();
      trial.assertHeld(new Set(aside === 1 ? [trial.key('sessions', 's-15')] : []));
    });
  }

  it('a plugin that fails for every item is at fault itself: nothing is counted, the run does not count', async () => {
    const trial = await failingFor(() => new TypeError('x'));
    assert.equal((await trial.run()).outcome, 'failed');
    assert.deepEqual(await trial.failed(), []);
  });

  const badBatches: Readonly<Record<string, (vault: BatchVault, items: readonly Item[]) => Promise<unknown>>> = {
    'fails after it stored some of them': async (vault, items) => {
      for (const item of items.slice(0, 3)) await vault.deliver(item);
      throw new Error('half');
    },
    'answers for some of them': async (vault, items) =>
      Promise.all(items.slice(0, 3).map((item) => vault.deliver(item))),
    'answers nothing': async () => null,
    'answers with what is no receipt': async (_, items) => items.map(() => ({ outcome: 'stored' })),
  };
  for (const [name, deliverMany] of Object.entries(badBatches)) {
    it(`a batch whose delivery ${name} is repeated one by one`, async () => {
      const vault = new BatchVault();
      vault.deliverMany = (items) => deliverMany(vault, items) as Promise<Receipt[]>;
      const trial = await bench.trial(twenty(), vault);
      await trial.cleanRun();
      trial.assertHeld();
      assert.equal(vault.written.length, 20);
      assert.equal((await (await trial.state()).delivered([...vault.held.keys()])).length, 20);
    });
  }

  it('a receipt that proves nothing is no delivery', async () => {
    const vault = new Vault();
    const trial = await bench.trial(twenty(), vault);
    const deliver = vault.deliver.bind(vault);
    vault.deliver = async (item) => {
      const receipt = await deliver(item);
      return item.key.endsWith('s-15') ? { ...receipt, sha256: 'none' } : receipt;
    };
    assert.equal((await trial.run()).outcome, 'partial');
    const [item] = await trial.failed();
    assert.deepEqual([item?.code, item?.quarantined], ['plugin-bad-receipt', false]);
    vault.deliver = deliver;
    await trial.cleanRun();
    assert.deepEqual(await trial.failed(), []);
  });

  it('single failures between batches that are well do not add up to a place that is down', async () => {
    const world = new World(noon);
    const trial = await bench.trial(world, new BatchVault());
    trial.operations = ['sessions'];
    const deliver = trial.vault.deliver.bind(trial.vault);
    let isBatch = false;
    Object.assign(trial.vault, {
      deliver: async (item: Item) => {
        if (!isBatch) throw new RetryableError('busy', { code: 'busy' });
        return await deliver(item);
      },
      deliverMany: async (items: readonly Item[]) => {
        isBatch = true;
        try {
          return await Promise.all(items.map((item) => deliver(item)));
        } finally {
          isBatch = false;
        }
      },
    } satisfies Partial<Destination>);
    // Each window of the first run holds two sessions or one.
    for (let week = 1; week < 14; week += 1) {
      const begin = noon - week * 7 * 24 * hour;
      world.add({ lsid: `a-${week}`, begin, end: begin + minute });
      if (week % 2 === 0) world.add({ lsid: `b-${week}`, begin: begin + minute, end: begin + 2 * minute });
    }
    const { outcome, operations } = await trial.run();
    assert.equal(outcome, 'partial');
    assert.deepEqual([operations.sessions?.delivered, operations.sessions?.failed], [12, 7]);
  });

  it('what came whole before a report broke off is delivered, and the checkpoint does not move', async () => {
    const trial = await bench.trial(twenty());
    trial.operations = ['sessions'];
    let entries = 0;
    const error = () => new RetryableError('cut short', { code: 'report-cut-short' });
    const steps = new Steps((_, name) => {
      if (name !== 'appliance.entry') return undefined;
      entries += 1;
      return entries === 13 ? { when: 'before', error } : undefined;
    });
    const { outcome, problems } = await trial.run({ steps });
    assert.deepEqual([outcome, problems.map(({ code }) => code)], ['unreachable', ['report-cut-short']]);
    assert.equal(trial.vault.held.size, 12);
    const checkpoint = await (await trial.state()).checkpoint('sessions');
    assert.ok((checkpoint?.through.getTime() ?? 0) < noon - day);
    await trial.cleanRun();
    trial.assertHeld();
    assert.equal(trial.vault.written.length, 20);
  });

  it('what changed is delivered again in place of what was there', async () => {
    const world = new World(noon).add({
      lsid: 'a',
      begin: noon - hour,
      end: noon - minute,
      changes: noon + 10 * minute,
    });
    const trial = await bench.trial(world);
    await trial.cleanRun();
    world.now = noon + 12 * minute;
    const { operations } = await trial.cleanRun();
    assert.equal(operations.sessions?.delivered, 1);
    trial.assertHeld();
    assert.equal(trial.vault.held.size, 1);
  });

  it('what a person asks for is delivered again, and moves no checkpoint', async () => {
    const trial = await bench.trial(twenty());
    await trial.cleanRun({
      selection: { kind: 'span', from: new Date(noon - 2 * hour), seconds: 0, openSessions: false },
    });
    const state = await trial.state();
    assert.equal(await state.checkpoint('sessions'), undefined);
    assert.deepEqual(await state.pending(), []);
    const { operations } = await trial.cleanRun();
    assert.deepEqual([operations.sessions?.delivered, operations.sessions?.unchanged], [0, 20]);
  });

  it('what a person asks for comes out of quarantine', async () => {
    let isWell = false;
    const trial = await failingFor((key) =>
      !isWell && key.endsWith('s-15') ? new ItemError('no', { code: 'x' }) : undefined,
    );
    await trial.run();
    isWell = true;
    await trial.cleanRun({ selection: { kind: 'lsid', lsid: 's-15' } });
    assert.deepEqual(await trial.failed(), []);
    trial.assertHeld();
  });

  it('what a person asks for stays in quarantine where that fails, in whatever way', async () => {
    let error: Error = new ItemError('no', { code: 'x' });
    const trial = await failingFor((key) => (key.endsWith('s-15') ? error : undefined));
    await trial.run();
    error = new RetryableError('busy', { code: 'busy' });
    await trial.run({ selection: { kind: 'lsid', lsid: 's-15' } });
    assert.deepEqual(
      (await trial.failed()).map(({ code, quarantined }) => [code, quarantined]),
      [['busy', true]],
    );
  });

  it('a file of sessions is no file of presentations', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ic-files-'));
    try {
      const session = new World(noon).xml({ lsid: 'a', begin: noon - hour, end: noon - minute });
      const files = [
        ['sessions.xml', `<session_list>${session}</session_list>`],
        ['presentation.xml', '<presentation_session lsid="p"><end_time timestamp="1"/></presentation_session>'],
      ] as const;
      for (const [name, text] of files) await writeFile(join(directory, name), text);
      const trial = await bench.trial(new World(noon));
      await trial.cleanRun({
        operations: ['sessions', 'presentations'],
        selection: { kind: 'files', files: files.map(([name]) => join(directory, name)), openSessions: false },
      });
      assert.deepEqual(trial.vault.written, [trial.key('sessions', 'a'), trial.key('presentations', 'p')]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('that a person asked for and that fail, of sessions that no run would come across, are tried again', async () => {
    const begin = noon - 300 * 24 * hour;
    const trial = await bench.trial(new World(noon).add({ lsid: 'long-ago', begin, end: begin + hour }));
    trial.operations = ['sessions'];
    trial.world.sessions.push({ lsid: 'now', begin: noon - hour, end: noon - minute });
    await trial.cleanRun();
    trial.vault.held.clear();
    trial.vault.refuses = () => new RetryableError('busy', { code: 'busy' });
    assert.equal((await trial.run({ selection: { kind: 'lsid', lsid: 'long-ago' } })).outcome, 'partial');
    assert.equal((await trial.failed()).length, 1);
    trial.vault.refuses = () => undefined;
    await trial.cleanRun();
    assert.deepEqual(await trial.failed(), []);
  });
});
