import { parseArgs } from 'node:util';
import { textTable } from '../support/text-table.js';
import { whereItRan } from '../support/where-it-ran.js';
import type { EvidenceResult, EvidenceSuite } from './suite.js';
import { suites } from './suites.js';

const usage = `npm run evidence -- [--suite NAME]… [--seed N] [--quick] [--markdown]

Tries to break the promise that nothing is lost, doubled or half there, and prints one table. Exit code 1: it broke, or
fewer cases were tried than the suite owes.`;

/** A row of the table. */
interface Row {
  readonly suite: EvidenceSuite;
  readonly seed: number;
  readonly result: EvidenceResult;
  readonly seconds: number;
}

const { values } = parseArgs({
  options: {
    suite: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) console.log(usage);
else process.exitCode = await main();

async function main(): Promise<number> {
  const chosen = values.suite === undefined ? suites : suites.filter(({ name }) => values.suite?.includes(name));
  const unknown = (values.suite ?? []).filter((name) => !suites.some((suite) => suite.name === name));
  const seed = Number(values.seed);
  if (unknown.length > 0 || !Number.isSafeInteger(seed)) {
    console.error(
      `${unknown.length > 0 ? `no suite ${unknown.join(', ')}` : '--seed takes a whole number'}\n\n${usage}`,
    );
    console.error(`\nSuites: ${suites.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const rows: Row[] = [];
  for (const suite of chosen) rows.push(await runSuite(suite, seed));
  console.log(table(rows));
  console.log(`\n${await whereItRan()}`);
  return rows.some((row) => isBroken(row)) ? 1 : 0;
}

async function runSuite(suite: EvidenceSuite, seed: number): Promise<Row> {
  const started = performance.now();
  const onTerminal = process.stderr.isTTY === true;
  const progress = (text: string) => {
    if (onTerminal) process.stderr.write(`\r\x1b[K${suite.name}: ${text}`);
  };
  if (!onTerminal) console.error(`${suite.name}: ${suite.title}`);
  const result = await suite.run({ seed, quick: values.quick, progress });
  if (onTerminal) process.stderr.write('\r\x1b[K');
  for (const violation of result.violations.slice(0, 20)) console.error(`${suite.name}: VIOLATION ${violation}`);
  return { suite, seed, result, seconds: Math.round((performance.now() - started) / 1000) };
}

function isBroken({ suite, result }: Row): boolean {
  return result.violations.length > 0 || result.cases < (values.quick ? 1 : suite.least);
}

function table(rows: readonly Row[]): string {
  const head = ['what is tried', 'command', 'seed', 'cases', 'violations', 'found', 'time'];
  const cells = rows.map((row) => [
    row.suite.title,
    `npm run evidence -- --suite ${row.suite.name}`,
    String(row.seed),
    `${count(row.result.cases)} (≥ ${count(row.suite.least)})`,
    count(row.result.violations.length),
    row.result.figures,
    `${row.seconds} s`,
  ]);
  return textTable(head, cells, values.markdown);
}

function count(number: number): string {
  return number.toLocaleString('en');
}
