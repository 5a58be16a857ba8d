import assert from 'node:assert/strict';
import { overlap, planWindows, spanWindows, windowSelection } from '@integration-client/core/transfer/windows';
import fc from 'fast-check';

const day = 24 * 3600 * 1000;
const now = new Date('2026-03-01T12:00:00Z');
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);

describe('windows of a run', () => {
  it('asks for everything at first, the newest weeks in windows of their own', () => {
    const windows = planWindows([undefined], now);
    assert.equal(windows[0]?.from.toISOString(), '2000-01-01T00:00:00.000Z');
    assert.equal(windows.length, 20);
    assert.equal(windows.at(-1)?.to, undefined);
  });

  it('asks in one request from the checkpoint less the overlap', () => {
    const through = ago(day);
    assert.deepEqual(planWindows([{ through, asked: ago(60_000) }], now), [
      { from: new Date(through.getTime() - overlap) },
    ]);
  });

  it('does not ask more often because nothing happened for long', () => {
    assert.equal(planWindows([{ through: ago(400 * day), asked: ago(60_000) }], now).length, 1);
  });

  it('catches up an outage of a month week by week', () => {
    assert.equal(planWindows([{ through: ago(30 * day), asked: ago(30 * day) }], now).length, 5);
  });

  it("goes back a week when the appliance's clock was set back, even if only one operation has noticed", () => {
    const noticed = { through: ago(-3600_000), asked: ago(-3600_000) };
    const other = { through: ago(3600_000), asked: ago(3600_000) };
    for (const checkpoints of [[noticed], [other, noticed], [noticed, other]]) {
      assert.deepEqual(planWindows(checkpoints, now), [{ from: ago(7 * day) }]);
    }
  });

  it('begins where the operation that is farthest behind is', () => {
    const [behind, ahead] = [ago(3 * day), ago(day)].map((time) => ({ through: time, asked: time }));
    assert.deepEqual(planWindows([ahead, behind], now), planWindows([behind], now));
    assert.deepEqual(planWindows([ahead, undefined], now), planWindows([undefined], now));
  });

  it('makes no window that ends before it begins, whatever a clock says', () => {
    const times = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    const checkpoint = fc.option(fc.record({ through: times, asked: times }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(checkpoint, { minLength: 1, maxLength: 3 }), times, (checkpoints, time) => {
        const windows = planWindows(checkpoints, time);
        assert.equal(windows.at(-1)?.to, undefined);
        for (const { from, to } of windows) assert.ok(to === undefined || from < to);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves no gap between windows, ends open, and never begins after the checkpoint less the overlap', () => {
    const times = fc.integer({ min: 0, max: 500 * day });
    fc.assert(
      fc.property(times, times, (a, b) => {
        const through = ago(Math.max(a, b));
        const windows = planWindows([{ through, asked: ago(Math.min(a, b)) }], now);
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

  it('cuts a span of the past into weeks that leave nothing out and repeat nothing', () => {
    const times = fc.integer({ min: 1, max: 400 * day }).map(ago);
    fc.assert(
      fc.property(times, fc.integer({ min: 1000, max: 500 * day }), (from, length) => {
        const to = new Date(from.getTime() + length);
        const windows = spanWindows(from, to, now);
        assert.equal(windows[0]?.from.getTime(), Math.floor(from.getTime() / 1000) * 1000);
        for (const [index, window] of windows.entries()) {
          const next = windows[index + 1];
          assert.equal(
            window.to?.getTime(),
            next === undefined ? (to > now ? undefined : to.getTime()) : next.from.getTime(),
          );
          assert.ok((window.to ?? now) > window.from, 'a window of no length would be asked for until now');
          const isShort = (window.to ?? now).getTime() - window.from.getTime() <= 7 * day + 1000;
          assert.ok(isShort || index === 0, 'only what appliances no longer have is asked for at once');
        }
      }),
      { numRuns: 200 },
    );
  });
});
