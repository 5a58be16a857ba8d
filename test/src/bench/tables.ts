import { textTable } from '../support/text-table.js';
import type { Figure } from './benchmark.js';
import { speed } from './figures.js';
import type { BenchmarkResult } from './run-benchmark.js';

/** A result for people: the figures first, then what each contender took. */
export function tables(result: BenchmarkResult, isMarkdown: boolean): string {
  const { title, name, unit } = result;
  const figures = textTable(
    ['compared', 'median', 'lowest–highest', 'to reach'],
    result.figures.map(({ title, value, lowest, highest, reach, reached }) => [
      title,
      digits(value),
      `${digits(lowest)}–${digits(highest)}`,
      `${reach === undefined ? '' : reachText(reach)}${reached === undefined ? '' : reached ? ': yes' : ': NO'}`,
    ]),
    isMarkdown,
  );
  const contenders = textTable(
    ['contender', unit, 'seconds', `${unit}/s`, 'CPU seconds', 'peak memory'],
    result.contenders.map((one) => [
      one.title,
      count(one.units),
      digits(one.seconds),
      count(speed(one)),
      digits(one.cpuSeconds),
      `${count(one.peakBytes / 1024 / 1024)} MB`,
    ]),
    isMarkdown,
  );
  const heading = `${title} (\`npm run bench -- --only ${name}\`)`;
  return [isMarkdown ? `## ${heading}` : heading, figures, contenders].join('\n\n');
}

function reachText(reach: NonNullable<Figure['reach']>): string {
  return 'least' in reach ? `≥ ${reach.least}` : `≤ ${reach.most}`;
}

/** With two digits after the point. */
function digits(number: number): string {
  return number.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en');
}
