import assert from 'node:assert/strict';
import { LeasedTurns, type TurnSource } from '@integration-client/core/transfer/leased-turns';
import { HostTurns } from '@integration-client/host/application/turns';
import fc from 'fast-check';

const never = new AbortController().signal;
const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A source that counts, and gives as many turns as it is told to. */
class Counting implements TurnSource {
  taken = 0;
  asked = 0;
  async takeTurn(): Promise<void> {
    this.asked++;
    this.taken++;
  }
  async giveTurnBack(): Promise<void> {
    this.taken--;
  }
}

describe('turns of deliveries', () => {
  it('are never more than the limits of destination, site and host allow, and all come in the end', async () => {
    const transfer = fc.record({
      site: fc.constantFrom('A', 'B', 'C'),
      destination: fc.constantFrom('files', 'rows'),
      deliveries: fc.integer({ min: 1, max: 25 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(transfer, { minLength: 1, maxLength: 8 }), async (transfers) => {
        const turns = new HostTurns();
        const running: string[] = [];
        const most = { A: 16, B: 16, C: 16, files: 12, rows: 1 } as const;
        const check = () => {
          assert.ok(running.length / 2 <= 32);
          for (const [name, limit] of Object.entries(most)) {
            assert.ok(running.filter((each) => each === name).length <= limit, `${name}: ${running}`);
          }
        };
        await Promise.all(
          transfers.map(async ({ site, destination, deliveries }) => {
            const own = turns.of({ site, destination, concurrency: most[destination] });
            await Promise.all(
              Array.from({ length: deliveries }, async () => {
                await own.takeTurn();
                running.push(site, destination);
                check();
                await tick();
                running.splice(running.indexOf(site), 1);
                running.splice(running.indexOf(destination), 1);
                await own.giveTurnBack();
              }),
            );
          }),
        );
        assert.deepEqual(running, []);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('of a transfer whose process died come back, and it gets no more', async () => {
    const turns = new HostTurns();
    const dead = turns.of({ site: 'A', destination: 'rows', concurrency: 1 });
    await dead.takeTurn();
    const waiting = dead.takeTurn();
    let begun = false;
    void turns
      .of({ site: 'B', destination: 'rows', concurrency: 1 })
      .takeTurn()
      .then(() => {
        begun = true;
      });
    await tick();
    assert.equal(begun, false);
    dead.end();
    await tick();
    assert.equal(begun, true);
    await assert.rejects(dead.takeTurn());
    void waiting;
  });

  it('go from delivery to delivery without being asked for again, and back when nobody wants them', async () => {
    const source = new Counting();
    const turns = new LeasedTurns(source);
    for (let delivery = 0; delivery < 10; delivery++) (await turns.take(never))();
    assert.equal(source.asked, 1);
    const both = [await turns.take(never), await turns.take(never)];
    assert.equal(source.taken, 2);
    for (const done of both) done();
    while (source.taken > 0) await tick();
  });

  it('are given back by who was stopped while it waited', async () => {
    const stop = new AbortController();
    const source = new Counting();
    source.takeTurn = async () => {
      source.taken++;
      stop.abort(new Error('stopped'));
    };
    await assert.rejects(new LeasedTurns(source).take(stop.signal), /stopped/);
    assert.equal(source.taken, 0);
  });

  it('are not waited for by who is stopped, and go back when they come all the same', async () => {
    const stop = new AbortController();
    const source = new Counting();
    let give = () => {};
    source.takeTurn = () =>
      new Promise((resolve) => {
        give = () => {
          source.taken++;
          resolve();
        };
      });
    const taking = new LeasedTurns(source).take(stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(taking, /stopped/);
    give();
    await tick();
    assert.equal(source.taken, 0);
  });
});
