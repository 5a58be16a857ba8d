import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, FakeApplication } from './fake-application.js';

describe('items in quarantine that are shown', () => {
  let fake: FakeApplication;
  beforeEach(() => {
    fake = new FakeApplication();
  });
  const asked = () => fake.asked.at(-1)?.input;

  it('lists what is there', async () => {
    const since = '2026-03-01T10:00:00.000Z';
    const item = {
      site: 'S',
      destination: 'D',
      operation: 'sessions',
      key: 'k',
      attempts: 3,
      code: 'xml',
      message: 'm',
    };
    fake.answers.quarantine = () => [{ ...item, quarantined: true, since }];
    const { stdout } = await cli(['quarantine', 'list'], fake);
    assert.match(stdout, /^k\n {2}S to D: set aside, 3 attempts, since 2026-03-01 .*\n {2}xml: m\n/);
    assert.match(stdout, /\n1 item set aside, 0 to be tried again/);
    fake.answers.quarantine = () => [];
    assert.equal((await cli(['quarantine', 'list'], fake)).stdout, 'There are none.\n');
  });

  it('gives the bytes of one as they are, but not to a terminal', async () => {
    const bytes = Buffer.from('<a>\x1b[2J</a>');
    fake.answers.quarantinePayload = () => bytes.toString('base64');
    const show = ['quarantine', 'show', 'k', '--destination', 'D'];
    assert.equal((await cli(show, fake)).stdout, bytes.toString());
    assert.deepEqual(asked(), { destination: 'D', key: 'k' });
    assert.equal((await cli(show, fake, { terminal: true })).stdout, '<a>\\x1b[2J</a>\n');
    const directory = await mkdtemp(join(tmpdir(), 'ic-quarantine-'));
    try {
      assert.equal((await cli([...show, '--output', join(directory, 'f')], fake)).code, 0);
      assert.deepEqual(await readFile(join(directory, 'f')), bytes);
      assert.equal((await cli([...show, '--output', join(directory, 'no', 'f')], fake)).code, 2);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
