import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearLogFiles, logFiles } from '@integration-client/core/log/log-files';
import { masker } from '@integration-client/core/log/mask';
import { type LogOptions, openLog } from '@integration-client/core/log/open-log';
import { readLog } from '@integration-client/core/log/read-log';
import { until } from '../../support/until.js';

const silent = {
  secrets: () => [],
  level: 'info',
  retentionDays: 7,
  format: 'text',
  name: 'ic',
  totalBytes: 1e9,
} as const;

describe('log', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-log-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const open = (options: Partial<LogOptions> = {}) => openLog({ ...silent, directory, ...options });
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
  };
  const written = async (name = 'ic-log') => {
    const days = (await readdir(directory)).filter((file) => file.startsWith(`${name}-`)).sort();
    const texts = await Promise.all(days.map((file) => readFile(join(directory, file), 'utf8')));
    return texts.join('');
  };

  it('loses none of 10,000 lines', async () => {
    const log = open();
    const logger = log.logger('load');
    for (let line = 0; line < 5_000; line += 1) logger.info(`line ${line}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (let line = 5_000; line < 10_000; line += 1) logger.info(`line ${line}`);
    await log.close();
    const lines = (await written()).trimEnd().split(/\r?\n/);
    assert.equal(lines.length, 10_000);
    assert.ok(lines.every((line, index) => line.endsWith(`] INFO line ${index}`)));
  });

  it('names its files after the day, and links the newest to the name of the original', async () => {
    const log = open({ name: 'service' });
    log.logger('host').info('hello');
    const before = today();
    await log.close();
    const files = await readdir(directory);
    assert.ok(files.includes(`ics-log-${before}.txt`) || files.includes(`ics-log-${today()}.txt`), String(files));
    if (process.platform === 'win32') return;
    assert.match(await readlink(join(directory, 'ics-log.txt')), /^ics-log-\d{4}-\d\d-\d\d\.txt$/);
    assert.equal((await stat(join(directory, 'ics-log.txt'))).mode & 0o007, 0);
  });

  it('has the line form of the original', async () => {
    const log = open();
    log.logger('Archive').warn('disk nearly full');
    await log.close();
    assert.match(await written(), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[Archive\] WARN disk nearly full\r?\n$/);
  });

  it('can write JSON', async () => {
    const log = open({ format: 'json', secrets: () => ['hush'] });
    log.logger('Archive').error('one\ntwo "hush"');
    await log.close();
    const { time, ...rest } = JSON.parse(await written());
    assert.equal(new Date(time).toISOString(), time);
    assert.deepEqual(rest, { level: 'error', context: 'Archive', message: 'one\ntwo "********"' });
  });

  it('lets no message look like a line of its own', async () => {
    const forged = '2026-01-01 00:00:00,000 [host] INFO all is well';
    const log = open();
    log.logger(`a]\n${forged}`).info(`x\n${forged}\r\n${forged}\r${forged}\u2028${forged}\u001b[2J`);
    await log.close();
    const text = await written();
    assert.equal(text.match(/^\d{4}-\d\d-\d\d /gm)?.length, 1);
    assert.equal(text.includes('\x1b'), false);
    assert.doesNotMatch(text, /\u2028|\r(?!\n)/);
    assert.match(text, /\n {4}2026-01-01/);
  });

  it('masks secrets, however they are written', async () => {
    const secret = 'p@ss/wörd+"1" ?';
    const log = open({ secrets: () => ['', secret] });
    const logger = log.logger(`x ${secret}`);
    logger.info(`plain ${secret}`);
    logger.info(`url ${encodeURIComponent(secret)} form ${new URLSearchParams({ p: secret })}`);
    logger.info(`json ${JSON.stringify({ secret })}`);
    for (const user of ['', 'a', 'ab', 'abc']) {
      logger.info(`basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`);
      logger.info(`basic ${Buffer.from(`${user}:${secret}`).toString('base64url')}`);
    }
    await log.close();
    const text = await written();
    const lines = text.trimEnd().split('\n');
    assert.equal(lines.length, 11);
    for (const line of lines) {
      assert.match(line, /\[x \*{8}\] INFO (plain|url|json|basic).*\*{8}/);
      assert.doesNotMatch(line, /p@ss|w%C3%B6rd|wörd/);
    }
    for (const [encoded] of text.matchAll(/[\w+/=-]{8,}/g)) {
      assert.doesNotMatch(Buffer.from(encoded, 'base64').toString('utf8'), /ss\/w|rd\+/);
    }
  });

  it('masks secrets in every encoding, also mixed', () => {
    const secret = 'a"b\\\\c d/e<f>&g\'h%ö€\u{1F600}\tz';
    const text = masker(() => [secret]);
    const json = JSON.stringify(secret).slice(1, -1);
    const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const numbered = (form: (code: number) => string) =>
      [...secret].map((one) => form(one.codePointAt(0) ?? 0)).join('');
    const ascii = json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    for (const form of [
      secret,
      json,
      JSON.stringify(json).slice(1, -1),
      ascii,
      ascii.replace(/u[0-9a-f]{4}/g, (code) => `u${code.slice(1).toUpperCase()}`),
      json.replaceAll('/', '\\/'),
      xml,
      xml.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
      xml.replaceAll('"', '&#34;').replaceAll("'", '&#x27;'),
      numbered((code) => `&#${code};`),
      numbered((code) => `&#x${code.toString(16).toUpperCase()};`),
      encodeURIComponent(secret),
      encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
      encodeURI(secret),
      new URLSearchParams({ s: secret }).toString().slice(2),
      [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('hex').toUpperCase(),
    ]) {
      assert.equal(text(`before ${form} after`), 'before ******** after', form);
    }
  });

  it('masks in time, whatever a text holds', () => {
    const text = masker(() => ['\\'.repeat(20), `a${'\\'.repeat(9)}b`, '"'.repeat(9), 'x'.repeat(2_000)]);
    const long = `a${'\\'.repeat(20_000)}c${'\\"'.repeat(5_000)}`;
    assert.ok(text(long).length < long.length);
  });

  it('masks a secret that becomes known later', async () => {
    const secrets: string[] = [];
    const log = open({ secrets: () => secrets });
    const logger = log.logger('a');
    logger.info('token-1234');
    secrets.push('token-1234');
    logger.info('token-1234');
    await log.close();
    assert.match(await written(), /INFO token-1234\r?\n.*INFO \*{8}\r?\n$/);
  });

  it('writes what its level lets through, and the level can change', async () => {
    const log = open({ level: 'warn' });
    const logger = log.logger('a');
    logger.info('no');
    logger.error('first');
    log.setLevel('debug');
    logger.debug('second');
    await log.close();
    assert.match(await written(), /^.*ERROR first\r?\n.*DEBUG second\r?\n$/);
  });

  it('goes on in another file when one gets large, and stays below its size in all', async () => {
    const log = open({ totalBytes: 500_000 });
    const logger = log.logger('load');
    for (let line = 0; line < 15_000; line += 1) {
      logger.info(`line ${line}`);
      if (line % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await log.close();
    await until(async () => (await written()).length < 500_000);
    const files = await logFiles(directory, 'ic');
    const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path)).size));
    assert.ok(
      sizes.every((size) => size <= 60_000),
      String(sizes),
    );
    const found: string[] = [];
    await readLog({ directory, name: 'ic', follow: false, onLine: (line) => found.push(line) });
    const numbers = found.map((line) => Number(/line (\d+)$/.exec(line)?.[1]));
    // The newest are there to the last, without a gap.
    assert.equal(numbers.at(-1), 14_999);
    assert.ok(numbers.length > 4_000, String(numbers.length));
    assert.ok(numbers.every((number, index) => number === 15_000 - numbers.length + index));
    const again = open({ totalBytes: 500_000 });
    again.logger('load').info('line 15000');
    await again.close();
    assert.match(await readFile((await logFiles(directory, 'ic')).at(-1)?.path ?? '', 'utf8'), /line 15000/);
  });

  it('loses none of what is written into several files', async () => {
    const log = open({ totalBytes: 10_000_000 });
    const logger = log.logger('load');
    for (let line = 0; line < 30_000; line += 1) logger.info(`line ${line} ${'x'.repeat(100)}`);
    await log.close();
    const found: string[] = [];
    await readLog({ directory, name: 'ic', follow: false, onLine: (line) => found.push(line) });
    assert.ok((await logFiles(directory, 'ic')).length > 3);
    assert.equal(found.length, 30_000);
    assert.ok(found.every((line, index) => line.includes(`INFO line ${index} x`)));
  });

  it('can change its form at run time', async () => {
    const log = open();
    log.logger('a').info('text');
    log.setFormat('json');
    log.logger('a').info('json');
    await log.close();
    assert.match(await written(), /INFO text\r?\n\{"time":.*"message":"json"\}/);
  });

  it('can be cleared while it is written', async () => {
    await writeFile(join(directory, 'ic-log-2001-01-01.txt'), 'old');
    await writeFile(join(directory, 'ics-log-2001-01-01.txt'), 'other');
    const log = open({ retentionDays: 36_500 });
    log.logger('a').info('before');
    await until(async () => (await written()).includes('before'));
    assert.ok((await clearLogFiles(directory, 'ic')) > 20);
    log.logger('a').info('after');
    await log.close();
    assert.match(await written(), /^[^\n]*INFO after\r?\n$/);
    assert.equal((await readdir(directory)).includes('ics-log-2001-01-01.txt'), true);
    assert.equal(await clearLogFiles(join(directory, 'none'), 'ic'), 0);
  });

  it('removes files of days too long ago, and only its own', async () => {
    const others = ['ics-log-2001-01-01.txt', 'ic-log-2001-01-01.txt.bak', 'notes.txt'];
    for (const file of ['ic-log-2001-01-01.txt', ...others]) await writeFile(join(directory, file), 'x');
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await writeFile(join(directory, `ic-log-${yesterday}.txt`), 'x');
    const log = open();
    log.logger('a').info('now');
    await log.close();
    let files: string[] = [];
    await until(async () => {
      files = await readdir(directory);
      return !files.includes('ic-log-2001-01-01.txt');
    });
    for (const file of [...others, `ic-log-${yesterday}.txt`]) assert.ok(files.includes(file), file);
  });

  it('makes no file when nothing is said, and can be closed twice', async () => {
    const log = open();
    await log.close();
    await log.close();
    assert.deepEqual(await readdir(directory), []);
  });

  describe('when its files cannot be written', () => {
    const obstacles = {
      'a file in place of the directory': async () => {
        await writeFile(join(directory, 'logs'), '');
      },
      'a directory in place of the file': async () => {
        await mkdir(join(directory, 'logs', `ic-log-${today()}.txt`), { recursive: true });
      },
    };
    for (const [name, obstruct] of Object.entries(obstacles)) {
      it(`tells once and goes on: ${name}`, async () => {
        await obstruct();
        const told: string[] = [];
        const { write } = process.stderr;
        process.stderr.write = ((text: string) => told.push(text) > 0) as typeof write;
        try {
          const log = open({ directory: join(directory, 'logs') });
          const logger = log.logger('a');
          for (let line = 0; line < 100; line += 1) logger.info('lost');
          await new Promise((resolve) => setTimeout(resolve, 20));
          logger.info('lost');
          await log.close();
        } finally {
          process.stderr.write = write;
        }
        assert.equal(told.length, 1);
        assert.match(told[0] ?? '', /cannot be written/);
      });
    }
  });
});
