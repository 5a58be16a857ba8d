import assert from 'node:assert/strict';
import type { Call } from '@integration-client/core/application';
import { cli, FakeApplication } from './fake-application.js';

describe('logs', () => {
  let fake: FakeApplication;
  beforeEach(() => {
    fake = new FakeApplication();
  });
  const asked = () => fake.asked.at(-1)?.input;

  it('says so when there is nothing', async () => {
    fake.answers.logs = () => undefined;
    const { code, stdout, stderr } = await cli(['logs'], fake);
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(stderr, /no lines.*ic logs --service/);
  });

  it('asks for what was wanted, and for all lines since a time', async () => {
    fake.answers.logs = () => undefined;
    const asked = async (...options: string[]) => {
      const { code, stderr } = await cli(['logs', ...options], fake);
      assert.equal(code, 0, stderr);
      return fake.asked.at(-1)?.input;
    };
    assert.deepEqual(await asked('--grep', 'disk full'), { log: 'ic', follow: false, lines: 100, text: 'disk full' });
    const since = new Date('2026-03-01T08:00').toISOString();
    assert.deepEqual(await asked('--since', '2026-03-01T08:00'), { log: 'ic', follow: false, since });
    assert.deepEqual(await asked('--since', '2026-03-01T08:00', '-n', '3'), {
      log: 'ic',
      follow: false,
      since,
      lines: 3,
    });
    const { since: ago } = (await asked('--since', '2h')) as { since: string };
    assert.ok(Math.abs(Date.now() - 7_200_000 - Date.parse(ago)) < 60_000);
    for (const wrong of ['soon', '2x', '-1h', '']) assert.equal((await cli(['logs', '--since', wrong], fake)).code, 2);
  });

  it('clear clears one log, after it was asked whether it is to', async () => {
    fake.answers.clearLog = () => ({ bytes: 4711 });
    const { stdout } = await cli(['logs', 'clear', '--yes'], fake);
    assert.equal(stdout, 'Cleared the IC log: 4.7 kB.\n');
    for (const words of [
      ['clear', '--service', '--yes'],
      ['--service', 'clear', '--yes'],
    ]) {
      const { code, stderr } = await cli(['logs', ...words], fake);
      assert.equal(code, 0, stderr);
      assert.deepEqual(fake.asked.at(-1)?.input, { log: 'service' });
    }
    const before = fake.asked.length;
    assert.equal((await cli(['logs', 'clear'], fake)).code, 2);
    assert.equal((await cli(['logs', 'bogus'], fake)).code, 2);
    assert.equal(fake.asked.length, before);
  });

  it('passes on the lines', async () => {
    fake.answers.logs = (_: unknown, call: Call<{ text: string }>) => {
      for (const text of ['one', 'two\x1b[2J']) call.onEvent?.({ text });
    };
    assert.equal((await cli(['logs'], fake)).stdout, 'one\ntwo\\x1b[2J\n');
    assert.deepEqual(asked(), { log: 'ic', lines: 100, follow: false });
    const { stdout } = await cli(['logs', '--service', '-f', '-n', '5', '--level', 'warn', '--json'], fake);
    assert.deepEqual(asked(), { log: 'service', lines: 5, follow: true, level: 'warn' });
    assert.deepEqual(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).text),
      ['one', 'two\x1b[2J'],
    );
  });
});
