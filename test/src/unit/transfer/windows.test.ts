import assert from 'node:assert/strict';
import { overlap, planWindows, windowSelection } from '@integration-client/core/transfer/windows';
import fc from 'fast-check';

const day = 24 * 3600 * 1000;
const now = new Date('2026-03-01T12:00:00Z');
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);

describe('windows of a run', () => {
  it('asks for everything at first, the newest weeks in windows of their own', () => {
    const windows = planWindows(undefined, now);
    assert.equal(windows[0]?.from.toISOString(), '2000-01-01T00:00:00.000Z');
    assert.equal(windows.length, 20);
    assert.equal(windows.at(-1)?.to, undefined);
  });

  it('asks in one request from the checkpoint less the overlap', () => {
    const through = ago(day);
    assert.deepEqual(planWindows({ through, asked: ago(60_000) }, now), [
      { from: new Date(through.getTime() - overlap) },
    ]);
  });

  it('does not ask more often because nothing happened for long', () => {
    assert.equal(planWindows({ through: ago(400 * day), asked: ago(60_000) }, now).length, 1);
  });

  it('catches up an outage of a month week by week', () => {
    assert.equal(planWindows({ through: ago(30 * day), asked: ago(30 * day) }, now).length, 5);
  });

  it("goes back a day when the appliance's clock was set back", () => {
    const [window] = planWindows({ through: ago(-3600_000), asked: ago(-3600_000) }, now);
    assert.equal(window?.from.getTime(), now.getTime() - day);
  });

  it('leaves no gap between windows, ends open, and never begins after the checkpoint less the overlap', () => {
    const times = fc.integer({ min: 0, max: 500 * day });
    fc.assert(
      fc.property(times, times, (a, b) => {
        const through = ago(Math.max(a, b));
        const windows = planWindows({ through, asked: ago(Math.min(a, b)) }, now);
        assert.ok((windows[0]?.from ?? now).getTime() <= through.getTime() - overlap);
        windows.forEach((window, index) => {
          assert.equal(window.to?.getTime(), windows[index + 1]?.from.getTime());
        });
      }),
    );
  });

  it('selects by whole seconds, nothing meaning until now', () => {
    const from = new Date('2026-01-01T00:00:00Z');
    assert.deepEqual(windowSelection({ from, to: new Date('2026-01-02T00:00:00Z') }, 'end'), {
      by: 'end',
      from,
      seconds: 86_400,
    });
    assert.deepEqual(windowSelection({ from }, 'start'), { by: 'start', from, seconds: 0 });
  });
});
