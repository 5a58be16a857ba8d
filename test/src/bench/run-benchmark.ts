import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, Contender, Figure, Measurement, Round } from './benchmark.js';
import { measurementOf, median } from './figures.js';

/** What a figure came to. */
export interface FigureResult {
  readonly title: string;
  readonly reach?: Figure['reach'];
  /** The median of the rounds. */
  readonly value: number;
  readonly lowest: number;
  readonly highest: number;
  /** Whether it is as good as it should be; absent where nothing is to be reached, or the sizes were tiny. */
  readonly reached?: boolean;
}

/** What a contender showed: medians of its runs. */
export interface ContenderResult extends Measurement {
  readonly name: string;
  readonly title: string;
  readonly runs: readonly Measurement[];
}

/** What a benchmark showed. */
export interface BenchmarkResult {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly figures: readonly FigureResult[];
  readonly contenders: readonly ContenderResult[];
}

/** Rounds of a whole run: fewer have no median worth the name. */
const rounds = 5;

/** How a benchmark is run: with tiny sizes only, and who is told how far it is. */
export interface RunOptions {
  readonly quick: boolean;
  readonly progress: (text: string) => void;
}

/** Runs a benchmark: its contenders take turns, so that what the machine does meanwhile strikes all of them. */
export async function runBenchmark(benchmark: Benchmark, options: RunOptions): Promise<BenchmarkResult> {
  const started = performance.now();
  options.progress('preparing');
  const directory = await mkdtemp(join(tmpdir(), 'ic-bench-'));
  try {
    const prepared = await benchmark.prepare({ quick: options.quick, directory });
    try {
      const done = await runRounds(prepared.contenders, options);
      return {
        name: benchmark.name,
        title: benchmark.title,
        unit: benchmark.unit,
        figures: benchmark.figures.map((figure) => figureResult(figure, done, options.quick)),
        contenders: prepared.contenders.map(({ name, title }) => {
          const runs = done.map((round) => measurementOf(round, name));
          return { name, title, ...medianOf(runs), runs };
        }),
      };
    } finally {
      await prepared.end?.();
    }
  } finally {
    await rm(directory, { recursive: true });
    options.progress(`took ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
}

async function runRounds(contenders: readonly Contender[], { quick, progress }: RunOptions): Promise<Round[]> {
  const all = quick ? 1 : rounds;
  const done: Round[] = [];
  while (done.length < all) {
    const round = new Map<string, Measurement>();
    for (const contender of contenders) {
      const measurement = await contender.run();
      round.set(contender.name, measurement);
      progress(`round ${done.length + 1} of ${all}: ${contender.title}: ${measurement.seconds.toFixed(3)} s`);
    }
    done.push(round);
  }
  return done;
}

function figureResult({ title, of, reach }: Figure, done: readonly Round[], quick: boolean): FigureResult {
  const values = done.map((round) => of(round));
  const value = median(values);
  const result = { title, value, lowest: Math.min(...values), highest: Math.max(...values) };
  if (reach === undefined) return result;
  if (quick) return { ...result, reach };
  return { ...result, reach, reached: 'least' in reach ? value >= reach.least : value <= reach.most };
}

function medianOf(runs: readonly Measurement[]): Measurement {
  const of = (name: keyof Measurement) => median(runs.map((run) => run[name]));
  return { units: of('units'), seconds: of('seconds'), cpuSeconds: of('cpuSeconds'), peakBytes: of('peakBytes') };
}
