import assert from 'node:assert/strict';
import type { RecordingRequest } from '@integration-client/core/appliance/appliance';
import { systemClock } from '@integration-client/core/system-clock';
import type { FaultSettings, RangeOddity } from '@integration-client/sdk/testing';
import { until } from '../../support/until.js';
import { HurryingClock } from './clocks.js';
import { bytesOf, type ConnectOptions, closeAll, connect, never, startAppliance } from './support.js';

const size = 500_000;
const half = 250_000;

describe('ApplianceClient: a download whose connection breaks', () => {
  afterEach(closeAll);

  async function recorded(options: Parameters<typeof startAppliance>[0] = {}, connection: ConnectOptions = {}) {
    const appliance = await startAppliance({ sessions: 0, recordingBytes: size, ranges: true, ...options });
    const { lsid } = appliance.addSession({ endTime: new Date(), sessionRecording: true });
    const request: RecordingRequest = { operation: 'session-recordings', lsid };
    const { client, clock } = connect(appliance, { product: 'RS', ...connection });
    const strike = (fault: Omit<FaultSettings, 'on'>) => appliance.fault({ on: 'recording', ...fault });
    /** The statuses of the answers so far, but for tokens. */
    const statuses = () =>
      appliance.requests.filter(({ path }) => path !== '/oauth2/token').map(({ status }) => status);
    const download = () => client.recording(request, never);
    const whole = () => appliance.recording(lsid, 'session-recordings').bytes();
    return { appliance, client, clock, request, strike, statuses, download, whole };
  }

  const passing: (Omit<FaultSettings, 'on'> & { readonly http?: ConnectOptions['http'] })[] = [
    { kind: 'cut', after: half },
    { kind: 'cut', after: size - 1 },
    { kind: 'reset', after: half },
    { kind: 'stall', after: half, http: { bodySeconds: 0.1 } },
    { kind: 'slow', bytesPerSecond: 20_000, http: { clock: systemClock, least: { bytes: 100_000, seconds: 0.2 } } },
    { kind: 'expired-token-mid-body', after: half },
  ];
  for (const { http, ...fault } of passing) {
    it(`goes on where it broke: ${fault.kind}, ${fault.after ?? 'from the start'}`, async () => {
      const { strike, statuses, download, whole } = await recorded({}, http === undefined ? {} : { http });
      strike({ ...fault, times: 1 });
      const content = await download();
      assert.ok((await bytesOf(content.stream)).equals(whole()));
      assert.equal(content.received(), size);
      const expected = fault.kind === 'expired-token-mid-body' ? [200, 401, 206] : [200, 206];
      assert.deepEqual(statuses(), expected);
    });
  }

  it('goes on as often as something came', async () => {
    const { strike, statuses, download, whole, clock } = await recorded();
    strike({ kind: 'cut', after: 60_000, times: 8 });
    assert.ok((await bytesOf((await download()).stream)).equals(whole()));
    assert.deepEqual(statuses(), [200, ...Array(8).fill(206)]);
    assert.ok(clock.pauses.every((pause) => pause >= 500 && pause <= 1000));
  });

  it('is patient with an appliance that is away for a while, but less and less', async () => {
    const { appliance, strike, download, whole, clock } = await recorded();
    strike({ kind: 'cut', after: half, times: 1 });
    // One connection is for the token, one for the beginning.
    appliance.fault({ on: 'any', kind: 'refuse-connection', skip: 2, times: 1 });
    appliance.fault({ on: 'recording', kind: 'status-503', times: 1 });
    assert.ok((await bytesOf((await download()).stream)).equals(whole()));
    assert.equal(clock.pauses.length, 3);
    clock.pauses.forEach((pause, index) => {
      assert.ok(pause >= 500 * 2 ** index && pause <= 1000 * 2 ** index, String(clock.pauses));
    });
  });

  it('gives up after three attempts in a row that brought nothing, with what broke it first', async () => {
    const away = await recorded();
    away.strike({ kind: 'cut', after: half, times: 1 });
    away.appliance.fault({ on: 'any', kind: 'refuse-connection', skip: 2 });
    await assert.rejects(bytesOf((await away.download()).stream), { code: 'recording-cut-short' });
    assert.equal(away.clock.pauses.length, 3);

    const empty = await recorded();
    empty.strike({ kind: 'cut', after: half, times: 1 });
    empty.strike({ kind: 'cut', after: 0 });
    await assert.rejects(bytesOf((await empty.download()).stream), { code: 'recording-cut-short' });
    assert.deepEqual(empty.statuses(), [200, 206, 206, 206]);
  });

  it('gives up on what drips for ever', async () => {
    const http = { clock: systemClock, least: { bytes: 100_000, seconds: 0.1 } };
    const { strike, statuses, download } = await recorded({}, { http });
    strike({ kind: 'slow', bytesPerSecond: 20_000 });
    await assert.rejects(bytesOf((await download()).stream), { code: 'download-too-slow' });
    assert.deepEqual(statuses(), [200, 206, 206, 206]);
  });

  it('goes on by a date where there is no tag', async () => {
    const { strike, statuses, download, whole } = await recorded({ ranges: 'last-modified' });
    strike({ kind: 'cut', after: half, times: 1 });
    assert.ok((await bytesOf((await download()).stream)).equals(whole()));
    assert.deepEqual(statuses(), [200, 206]);
  });

  const uncertain: Record<RangeOddity, number[]> = {
    'last-modified': [],
    'weak-etag': [200],
    whole: [200, 200],
    refused: [200, 416],
    late: [200, 206],
    early: [200, 206],
    'other-size': [200, 206],
    'other-content': [200, 206],
    'no-etag': [200, 206],
  };
  for (const [ranges, expected] of Object.entries(uncertain) as [RangeOddity, number[]][]) {
    if (expected.length === 0) continue;
    it(`puts nothing together that may not belong together: ${ranges}`, async () => {
      const { strike, statuses, download } = await recorded({ ranges });
      strike({ kind: 'cut', after: half, times: 1 });
      await assert.rejects(bytesOf((await download()).stream), { name: 'RetryableError', code: 'recording-cut-short' });
      assert.deepEqual(statuses(), expected);
    });
  }

  it('asks for no rest where none is offered, or where no length was announced', async () => {
    for (const options of [{ ranges: false }, { framing: 'chunked' }] as const) {
      const { strike, statuses, download } = await recorded(options);
      strike({ kind: 'cut', after: half, times: 1 });
      await assert.rejects(bytesOf((await download()).stream), { code: 'recording-cut-short' });
      assert.deepEqual(statuses(), [200]);
    }
  });

  it('fails with what broke it where the new token is refused', async () => {
    const { appliance, strike, download } = await recorded();
    strike({ kind: 'expired-token-mid-body', after: half, times: 1 });
    appliance.fault({ on: 'token', kind: 'html-200', skip: 1 });
    await assert.rejects(bytesOf((await download()).stream), { code: 'recording-cut-short' });
  });

  it('glues no backup to another: each request for one makes a new one', async () => {
    const { appliance, client } = await recorded({ backupBytes: size });
    appliance.fault({ on: 'backup', kind: 'cut', after: half, times: 1 });
    await assert.rejects(bytesOf((await client.backup(undefined, never)).stream), { code: 'backup-cut-short' });
    assert.equal(appliance.backups.length, 2);
    const { stream } = await client.backup(undefined, never);
    assert.ok((await bytesOf(stream)).equals(appliance.backups[2]?.content.bytes() ?? Buffer.alloc(0)));
  });

  it("ends at once with the signal's reason, in a pause and while it waits for the rest", async () => {
    for (const clock of [new SleepingClock(), new HurryingClock()]) {
      const { appliance, client, request, strike } = await recorded({}, { clock });
      strike({ kind: 'cut', after: half, times: 1 });
      strike({ kind: 'stall' });
      const stop = new AbortController();
      const reason = new Error('enough');
      const reading = assert.rejects(bytesOf((await client.recording(request, stop.signal)).stream), reason);
      const isWaiting = async () =>
        clock instanceof SleepingClock ? clock.isAsleep : appliance.requests.at(-1)?.status === 0;
      await until(isWaiting);
      stop.abort(reason);
      await reading;
    }
  });

  it('asks for nothing more once its reader has gone', async () => {
    const clock = new SleepingClock();
    const { strike, statuses, download } = await recorded({}, { clock });
    strike({ kind: 'cut', after: half, times: 1 });
    const { stream } = await download();
    stream.resume();
    await until(async () => clock.isAsleep);
    stream.destroy();
    await until(async () => !clock.isAsleep);
    assert.deepEqual(statuses(), [200]);
  });
});

/** A clock on which whoever sleeps is only woken by an abort. */
class SleepingClock extends HurryingClock {
  isAsleep = false;

  override async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (milliseconds >= 60_000) return super.sleep(milliseconds, signal);
    this.isAsleep = true;
    try {
      await super.sleep(60_000, signal);
    } finally {
      this.isAsleep = false;
    }
  }
}
