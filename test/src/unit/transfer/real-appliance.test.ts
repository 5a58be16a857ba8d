import assert from 'node:assert/strict';
import type { FaultKind, SimulatedAppliance } from '@integration-client/sdk/testing';
import { closeAll, connect, startAppliance } from '../appliance/support.js';
import { Bench, type Trial } from './bench.js';
import { BatchVault } from './vault.js';
import { day, hour, minute, World } from './world.js';

const noon = Date.parse('2026-03-01T12:00:00Z');

/** The same promise, with the client that speaks to appliances and one that answers over HTTPS. */
describe('a transfer from an appliance that answers over HTTPS', () => {
  let bench: Bench;

  before(async () => {
    bench = await Bench.open();
  });

  after(() => bench.close());

  afterEach(closeAll);

  /** A trial that has run until an hour ago; the world is only its clock. */
  async function begun(): Promise<Trial> {
    const trial = await bench.trial(new World(noon), new BatchVault());
    const checkpoint = { through: new Date(noon - day), asked: new Date(noon - hour) };
    const state = await trial.state();
    for (const operation of trial.operations) await state.saveCheckpoint(operation, checkpoint);
    return trial;
  }

  async function assertHeld(trial: Trial, appliance: SimulatedAppliance): Promise<void> {
    for (const { lsid, endTime, recordings } of appliance.sessions) {
      const held = trial.vault.held.get(trial.key('sessions', lsid));
      assert.equal(held?.includes(appliance.sessionXml(lsid).toString()), endTime !== undefined ? true : undefined);
      for (const { operation, instance } of endTime === undefined ? [] : recordings) {
        if (!trial.operations.includes(operation)) continue;
        const expected = await appliance.recording(lsid, operation, instance).bytes();
        assert.equal(trial.vault.held.get(trial.key(operation, lsid, instance)), expected.toString());
      }
    }
  }

  it('loses and doubles nothing, whichever request fails', async () => {
    let time = noon;
    const appliance = await startAppliance({
      sessions: 0,
      presentations: 0,
      recordingBytes: 3_000,
      now: () => new Date(time),
    });
    appliance.addSession({
      startTime: new Date(noon - 3 * hour),
      endTime: new Date(noon - 2 * hour),
      sessionRecording: true,
    });
    appliance.addSession({ startTime: new Date(noon - 2 * hour), endTime: new Date(noon - hour), commandShells: 2 });
    appliance.addSession({ startTime: new Date(noon - 5 * minute) });
    appliance.addSession({ startTime: new Date(noon - 2 * day), endTime: new Date(noon + minute) });
    const [, , , pending] = [...appliance.sessions];
    const kinds: FaultKind[] = ['cut', 'status-500', 'html-200', 'reset', 'empty-200'];
    for (let failing = 0; ; failing += 1) {
      time = noon;
      const trial = await begun();
      const state = await trial.state();
      await state.addPending([{ operation: 'sessions', lsid: pending?.lsid ?? '', since: new Date(noon - 2 * day) }]);
      // Each request is tried three times.
      const kind = kinds[failing % kinds.length] ?? 'cut';
      const fault = appliance.fault({ on: 'any', kind, skip: failing, times: 3 });
      await trial.run({ appliance: connect(appliance).client });
      appliance.clearFaults();
      if (fault.struck === 0) break;
      time = noon + 2 * minute;
      await trial.cleanRun({ appliance: connect(appliance).client });
      await assertHeld(trial, appliance);
      assert.deepEqual(await trial.failed(), []);
      assert.equal(new Set(trial.vault.written).size, trial.vault.written.length);
    }
  });

  it('asks for each pending session alone where one unknown id spoils the answer for all', async () => {
    const appliance = await startAppliance({ product: 'PRA', sessions: 0, language: 'fr', now: () => new Date(noon) });
    const trial = await begun();
    trial.operations = ['sessions'];
    const lsids = ['one', 'two', 'with,comma', 'gone'];
    for (const lsid of lsids.slice(0, 3)) appliance.addSession({ lsid, startTime: new Date(noon - 3 * day) });
    const since = new Date(noon - 3 * day);
    await (await trial.state()).addPending(lsids.map((lsid) => ({ operation: 'sessions', lsid, since })));
    appliance.endSession('one', new Date(noon - 2 * day));
    appliance.endSession('with,comma', new Date(noon - 2 * day));
    const { outcome, operations } = await trial.run({ appliance: connect(appliance).client });
    assert.equal(outcome, 'partial');
    assert.deepEqual(
      { ...operations.sessions, bytes: 0 },
      { delivered: 2, unchanged: 0, failed: 1, pending: 1, bytes: 0 },
    );
    assert.deepEqual(
      (await trial.failed()).map((item) => item.key),
      [trial.key('sessions', 'gone')],
    );
    await assertHeld(trial, appliance);
  });

  for (const language of ['en', 'fr'] as const) {
    it(`finds nothing to do on a PRA site where nothing happened, whatever is asked for (${language})`, async () => {
      const appliance = await startAppliance({ product: 'PRA', sessions: 0, language, now: () => new Date(noon) });
      const trial = await begun();
      for (const operations of [['presentations'], ['sessions', 'presentations', 'presentation-recordings']] as const) {
        await trial.cleanRun({ operations, appliance: connect(appliance).client });
      }
    });
  }
});
