import assert from 'node:assert/strict';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { logFileNames } from '@integration-client/core/log/log-files';
import { type LogLevel, textLine } from '@integration-client/core/log/log-line';
import { TestHome } from '../support/test-home.js';
import { until } from '../support/until.js';
import { Robot } from './robot.js';

describe('Log File', () => {
  let home: TestHome;
  let robot: Robot;
  beforeEach(async () => {
    home = await TestHome.create();
    await mkdir(join(home.home, 'logs'));
  });
  afterEach(async () => {
    await robot.close();
    await home.remove();
  });

  /** Writes messages as the client does. */
  async function write(log: 'ic' | 'service', level: LogLevel, ...messages: string[]): Promise<void> {
    const time = new Date();
    const lines = messages.map((message) => `${textLine({ time, level, context: 'Archive', message })}\n`);
    await appendFile(join(home.home, 'logs', `${logFileNames[log]}-2026-03-01.txt`), lines.join(''));
  }

  async function open(): Promise<void> {
    robot = await Robot.open(home);
    await robot.press('T', 'l');
    await robot.sees('Log File', '[1 IC Log]');
  }

  const numbered = (count: number) => Array.from({ length: count }, (_, number) => `message ${number}.`);

  it('follows, holds, scrolls and follows again', async () => {
    await write('ic', 'info', ...numbered(1000));
    await open();
    await robot.sees('message 999.', 'following, 1,000 lines');
    await write('ic', 'info', 'one more');
    await robot.sees('one more', 'following, 1,001 lines');
    await robot.press('g');
    await robot.sees('message 0.', 'line 18 of 1,001 lines');
    await write('ic', 'info', 'and one more');
    await robot.sees('message 0.', 'line 18 of 1,002 lines');
    await robot.press('pagedown');
    await robot.sees('message 18.', 'message 35.');
    await robot.press('k', 'pageup');
    await robot.sees('message 0.', 'message 16.');
    await robot.press('f');
    await robot.sees('and one more', 'following, 1,002 lines');
    await robot.press('up');
    await robot.sees('line 1,001 of 1,002 lines');
    await robot.press('down');
    await robot.sees('following');
  });

  it('finds a text, down and up', async () => {
    await write('ic', 'info', ...numbered(500));
    await open();
    await robot.sees('message 499.');
    await robot.press('/');
    robot.type('MESSAGE 30');
    await robot.sees('/MESSAGE 30_');
    await robot.press('enter');
    await robot.sees('› ', 'message 309.', '/MESSAGE 30  line');
    await robot.press('N');
    await robot.sees('message 308.');
    await robot.press('n', 'n');
    await robot.sees('message 30.', 'Went on at the first line');
    await robot.press('escape', '/');
    robot.type('not there');
    await robot.press('enter');
    await robot.sees('No line holds "not there"');
    await robot.press('escape', 'escape');
    await robot.sees('1 Schedules');
  });

  it('shows a level and graver, the other log, and says where there is nothing', async () => {
    await write('service', 'info', 'a plain thing');
    await write('service', 'error', 'a grave thing\nin two lines');
    await open();
    await robot.sees('This log has no lines yet.', '(c Clear)');
    await robot.press('tab');
    await robot.sees('[2 Service Log]', 'a plain thing', 'in two lines', 'Level: all');
    await robot.press('v', 'v', 'v');
    await robot.sees('Level: error', 'a grave thing', 'in two lines');
    assert.ok(!robot.frame.includes('a plain thing'));
    await robot.press('1');
    await robot.sees('This log has no such lines.');
  });

  it('clears a log after a question, and goes on with what comes', async () => {
    await write('service', 'info', ...numbered(3));
    await open();
    await robot.press('2');
    await robot.sees('message 2.');
    await robot.press('c');
    await robot.sees('Clear the Service Log?', 'ic logs clear --service --yes');
    await robot.press('y');
    await robot.sees('Cleared the Service Log: ', 'no lines yet');
    await until(async () => (await home.ic('logs', '--service')).stdout === '');
    await write('service', 'info', 'new again');
    await robot.sees('new again', 'following, 1 line ');
  });
});
