import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { whereItRan } from '../support/where-it-ran.js';
import { benchmarks } from './benchmarks.js';
import { type BenchmarkResult, runBenchmark } from './run-benchmark.js';
import { tables } from './tables.js';

const usage = `npm run bench -- [--only NAME]… [--quick] [--json | --markdown]

Measures what the client does against what does the same work without it, in turns, and prints how they compare. Exit
code 1: a figure was not reached (never with --quick, whose sizes are tiny).`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) console.log(`${usage}\n\nBenchmarks: ${names()}`);
else process.exitCode = await main();

async function main(): Promise<number> {
  // Node reads these authorities whenever it starts, which takes longer than Node itself and would hide what starts cost.
  delete process.env.NODE_EXTRA_CA_CERTS;
  const chosen = values.only === undefined ? benchmarks : benchmarks.filter(({ name }) => values.only?.includes(name));
  const unknown = (values.only ?? []).filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    console.error(`no benchmark ${unknown.join(', ')}\n\n${usage}\n\nBenchmarks: ${names()}`);
    return 2;
  }
  const results: BenchmarkResult[] = [];
  for (const benchmark of chosen) {
    const progress = (text: string) => console.error(`${benchmark.name}: ${text}`);
    results.push(await runBenchmark(benchmark, { quick: values.quick, progress }));
  }
  const where = `${await whereItRan()}, ${cpus().length} × ${cpus()[0]?.model.trim()}`;
  if (values.json) console.log(JSON.stringify({ benchmarks: results, quick: values.quick, where }, undefined, 2));
  else console.log([...results.map((result) => tables(result, values.markdown)), where].join('\n\n'));
  return results.some(({ figures }) => figures.some(({ reached }) => reached === false)) ? 1 : 0;
}

function names(): string {
  return benchmarks.map(({ name }) => name).join(', ');
}
