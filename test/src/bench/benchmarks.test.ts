import assert from 'node:assert/strict';
import type { Benchmark, Measurement } from './benchmark.js';
import { benchmarks } from './benchmarks.js';
import { peakRatio, speedRatio } from './figures.js';
import { runBenchmark } from './run-benchmark.js';

/** It takes seconds, but on a machine that is busy with other things much longer. */
const latest = 240_000;

describe('benchmarks', () => {
  for (const benchmark of benchmarks) {
    it(`${benchmark.name}: ${benchmark.title}, tiny`, async () => {
      const { contenders, figures } = await runBenchmark(benchmark, { quick: true, progress: () => {} });
      for (const { name, units, seconds, cpuSeconds, peakBytes } of contenders) {
        for (const number of [units, seconds]) assert.ok(number > 0, name);
        // A program that ends at once may take no hundredth of a second, or be gone before it is looked at.
        for (const number of [cpuSeconds, peakBytes]) assert.ok(number >= 0, name);
      }
      for (const { title, value, reached } of figures) {
        assert.ok(Number.isFinite(value) && value > 0, title);
        assert.equal(reached, undefined);
      }
    }).timeout(latest);
  }

  it('have their contenders take turns, and compare them round by round', async () => {
    const { benchmark, log } = scripted();
    const { figures, contenders } = await runBenchmark(benchmark, { quick: false, progress: () => {} });
    assert.equal(log.join(' '), `prepare ${'ours theirs '.repeat(5)}end`);
    const [faster, lighter] = figures;
    assert.deepEqual([faster?.value, faster?.lowest, faster?.highest, faster?.reached], [3, 1, 5, true]);
    assert.deepEqual([lighter?.value, lighter?.reached], [2, false]);
    assert.deepEqual(
      contenders.map(({ seconds }) => seconds),
      [1, 3],
    );
  });

  it('that fail remove what they prepared', async () => {
    const { benchmark, log } = scripted(new Error('no such server'));
    await assert.rejects(runBenchmark(benchmark, { quick: false, progress: () => {} }), /no such server/);
    assert.equal(log.join(' '), 'prepare end');
  });
});

/** A benchmark of which all is known: of theirs, a run takes longer each time. */
function scripted(failure?: Error): { readonly benchmark: Benchmark; readonly log: readonly string[] } {
  const log: string[] = [];
  let round = 0;
  const run = (name: string, seconds: () => number, peakBytes: number) => async (): Promise<Measurement> => {
    if (failure !== undefined) throw failure;
    log.push(name);
    return { units: 10, seconds: seconds(), cpuSeconds: 1, peakBytes };
  };
  const benchmark: Benchmark = {
    name: 'scripted',
    title: 'nothing',
    unit: 'things',
    figures: [
      { title: 'faster', of: speedRatio('ours', 'theirs'), reach: { least: 3 } },
      { title: 'lighter', of: peakRatio('ours', 'theirs'), reach: { most: 1.9 } },
    ],
    async prepare() {
      log.push('prepare');
      return {
        contenders: [
          { name: 'ours', title: 'ours', run: run('ours', () => 1, 200) },
          { name: 'theirs', title: 'theirs', run: run('theirs', () => ++round, 100) },
        ],
        end: async () => void log.push('end'),
      };
    },
  };
  return { benchmark, log };
}
