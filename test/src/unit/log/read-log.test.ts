import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLevel } from '@integration-client/core/log/log-line';
import { type ReadLogOptions, readLog } from '@integration-client/core/log/read-log';
import { until } from '../../support/until.js';

const line = (level: string, text: string) => `2026-01-01 10:00:00,000 [a] ${level} ${text}`;

describe('reading a log', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-read-log-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const day = (number: number) => join(directory, `ic-log-2026-01-0${number}.txt`);
  const newest = async (lines: number, level?: LogLevel) => {
    const found: string[] = [];
    const options = level === undefined ? {} : { level };
    await readLog({ directory, name: 'ic', lines, follow: false, onLine: (text) => found.push(text), ...options });
    return found;
  };

  it('gives the newest lines across files, oldest first', async () => {
    await writeFile(day(1), 'a\nb\nc\n');
    await writeFile(day(2), 'd\r\n');
    await writeFile(day(3), 'e\nf\n');
    await writeFile(join(directory, 'ics-log-2026-01-04.txt'), 'other\n');
    assert.deepEqual(await newest(4), ['c', 'd', 'e', 'f']);
    assert.deepEqual(await newest(1), ['f']);
    assert.deepEqual(await newest(100), ['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('gives nothing where there is no directory or nothing in it', async () => {
    assert.deepEqual(await newest(10), []);
    await rm(directory, { recursive: true });
    assert.deepEqual(await newest(10), []);
  });

  it('takes for the end of a line what a log ends its lines with, and nothing else', async () => {
    const json = JSON.stringify({ time: 't', level: 'info', context: 'a', message: 'x\u2028y\u2029z\u0085' });
    await writeFile(day(1), `${json}\r\n\na\rb`);
    await writeFile(day(2), 'c\n');
    assert.deepEqual(await newest(9), [json, '', 'a\rb', 'c']);
  });

  it('keeps the newest of very many lines', async () => {
    await writeFile(day(1), Array.from({ length: 20_000 }, (_, index) => `${index}\n`).join(''));
    assert.deepEqual(await newest(3), ['19997', '19998', '19999']);
  });

  it('filters by level, with the further lines of a message', async () => {
    const lines = [
      line('INFO', 'x'),
      '    more',
      line('ERROR', 'y'),
      '    stack',
      line('DEBUG', 'z'),
      line('WARN', 'w'),
    ];
    await writeFile(day(1), `${lines.join('\n')}\n{"time":"t","level":"error","context":"a","message":"j"}\n`);
    assert.deepEqual(
      (await newest(10, 'warn')).map((text) => text.slice(-5)),
      ['ROR y', 'stack', 'ARN w', ':"j"}'],
    );
    assert.equal((await newest(10, 'debug')).length, 7);
  });

  it('finds messages by a text and by the time, with their further lines', async () => {
    const at = (hour: number, text: string) =>
      `2026-01-0${hour < 10 ? 1 : 2} ${String(hour).padStart(2, '0')}:00:00,000 [a] INFO ${text}`;
    await writeFile(day(1), `stray\n${at(8, 'one')}\n    Needle in it\n${at(9, 'two')}\n`);
    await writeFile(day(2), `${at(10, 'a needle')}\n${at(11, 'four')}\n    more\n`);
    const found = async (criteria: Partial<ReadLogOptions>) => {
      const lines: string[] = [];
      const onLine = (text: string) => lines.push(text.trim().split(' ').at(-1) ?? '');
      await readLog({ directory, name: 'ic', follow: false, onLine, ...criteria });
      return lines;
    };
    assert.deepEqual(await found({ text: 'NEEDLE' }), ['one', 'it', 'needle']);
    assert.deepEqual(await found({ text: 'needle', lines: 2 }), ['it', 'needle']);
    assert.deepEqual(await found({ since: new Date('2026-01-01T09:00:00') }), ['two', 'needle', 'four', 'more']);
    assert.deepEqual(await found({ since: new Date('2026-01-02T10:30:00'), lines: 1 }), ['more']);
    assert.deepEqual(await found({ since: new Date('2026-01-03T00:00:00') }), []);
    const all = { text: 'four', since: new Date('2026-01-02T00:00:00'), level: 'info' } as const;
    assert.deepEqual(await found(all), ['four', 'more']);
    assert.deepEqual(await found({}), ['stray', 'one', 'it', 'two', 'needle', 'four', 'more']);
  });

  it('reads the parts of a day in their order', async () => {
    for (const part of [10, 2, 1]) await writeFile(join(directory, `ic-log-2026-01-01.${part}.txt`), `${part}\n`);
    await writeFile(day(1), '0\n');
    assert.deepEqual(await newest(10), ['0', '1', '2', '10']);
  });

  it('follows into the next part of a day, and begins again when the log was cleared', async () => {
    await writeFile(day(1), 'first line\n');
    const found: string[] = [];
    const stop = new AbortController();
    const options = { directory, name: 'ic', lines: 9, follow: true, interval: 2, signal: stop.signal } as const;
    const reading = readLog({ ...options, onLine: (text) => found.push(text) });
    await until(async () => found.length === 1);
    await writeFile(day(1), 'new\n');
    await until(async () => found.length === 2);
    await writeFile(join(directory, 'ic-log-2026-01-01.1.txt'), 'part\n');
    await until(async () => found.length === 3);
    stop.abort();
    await reading;
    assert.deepEqual(found, ['first line', 'new', 'part']);
  });

  it('follows what is written, whole lines at a time, also into the file of the next day', async () => {
    await writeFile(day(1), 'old\nnewest\n');
    const found: string[] = [];
    const read = (count: number) => until(async () => found.length >= count);
    const stop = new AbortController();
    const reading = readLog({
      directory,
      name: 'ic',
      lines: 1,
      follow: true,
      interval: 2,
      signal: stop.signal,
      onLine: (text) => found.push(text),
    });
    await read(1);
    const umlaut = Buffer.from('zwölf\nhalf');
    await appendFile(day(1), umlaut.subarray(0, 3));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await appendFile(day(1), umlaut.subarray(3));
    await read(2);
    await appendFile(day(1), ' done\nrest without an end');
    await read(3);
    await writeFile(day(2), 'next day\n');
    await read(5);
    stop.abort();
    await reading;
    assert.deepEqual(found, ['newest', 'zwölf', 'half done', 'rest without an end', 'next day']);
  });
});
