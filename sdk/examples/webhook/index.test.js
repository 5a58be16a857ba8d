import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ConfigError, ItemError, makeDestination, RetryableError, UnreachableError } from '@integration-client/sdk';
import { conformanceCases, describeConformance, sampleItem } from '@integration-client/sdk/testing/conformance';
import plugin from './index.js';
import { Receiver } from './receiver.js';

const secret = 'a secret of sixteen characters';

const cases = await conformanceCases({
  module: new URL('./index.js', import.meta.url),
  place: async (directory) => {
    const receiver = await Receiver.start(secret);
    const caFile = join(directory, 'ca.pem');
    await writeFile(caFile, receiver.caPem);
    return {
      settings: { url: receiver.url, secret, caFile },
      stored: async () => receiver.stored(),
      unusable: { url: 'https://localhost:1/', secret, caFile },
      remove: async () => receiver.stop(),
    };
  },
});
describeConformance('the contract', cases, { describe, it });

describe('the webhook', () => {
  let receiver;
  let destination;
  const signal = new AbortController().signal;
  const item = (more = {}) => sampleItem({ operation: 'sessions', lsid: 'abc', ...more });
  const open = (more = {}) =>
    makeDestination(plugin, {
      settings: { url: receiver.url, secret, caFile: '/ca.pem', ...more },
      name: 'Webhook',
      log: console,
      disk: { read: async () => Buffer.from(receiver.caPem) },
    });

  before(async () => {
    receiver = await Receiver.start(secret);
    destination = open();
  });
  beforeEach(() => {
    receiver.requests = [];
    receiver.answers = [];
  });
  after(async () => {
    await destination.close();
    receiver.stop();
  });

  it('posts the session as JSON, signed, with the same idempotency key for the same content', async () => {
    const first = await destination.deliver(item(), signal);
    await destination.deliver(item(), signal);
    await destination.deliver(item({ text: 'changed' }), signal);
    const keys = receiver.requests.map(({ headers }) => headers['idempotency-key']);
    assert.equal(keys[0], keys[1]);
    assert.notEqual(keys[0], keys[2]);
    assert.equal(keys[0], first.sha256);
    const { id, version, session } = JSON.parse(receiver.requests[0].body);
    assert.deepEqual([id, version, session.lsid], ['appliance.example/sessions/abc', 1, 'abc']);
  });

  it('does not send again what the last receipt says, unless it went to another address', async () => {
    const previous = await destination.deliver(item(), signal);
    assert.equal((await destination.deliver(item({ previous }), signal)).outcome, 'skipped');
    assert.equal(receiver.requests.length, 1);
    const elsewhere = { ...previous, location: 'https://other.example/#x' };
    assert.equal((await destination.deliver(item({ previous: elsewhere }), signal)).outcome, 'replaced');
  });

  it('is refused where the secret is another one', async () => {
    const stranger = open({ secret: 'another secret of many characters' });
    await assert.rejects(stranger.deliver(item(), signal), (error) => error instanceof ConfigError);
    await stranger.close();
  });

  const statuses = [
    [429, { 'retry-after': '17' }, RetryableError, 17],
    [503, {}, RetryableError, undefined],
    [409, {}, RetryableError, undefined],
    [422, {}, ItemError, undefined],
    [404, {}, ConfigError, undefined],
    [307, { location: 'https://evil.example/' }, ConfigError, undefined],
  ];
  for (const [status, headers, kind, retryAfter] of statuses) {
    it(`takes ${status} for ${kind.name}`, async () => {
      receiver.answers = [{ status, headers }];
      await assert.rejects(destination.deliver(item(), signal), (error) => {
        assert.equal(error.constructor, kind);
        assert.equal(error.retryAfter, retryAfter);
        return true;
      });
      assert.equal(receiver.requests.length, 1);
    });
  }

  it('waits until the time that Retry-After names as a date', async () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    receiver.answers = [{ status: 503, headers: { 'retry-after': inAMinute } }];
    await assert.rejects(destination.deliver(item(), signal), ({ retryAfter }) => retryAfter > 30 && retryAfter <= 60);
  });

  it('gives up a receiver that does not answer in time', async () => {
    const hasty = open({ timeout: 1 });
    receiver.answers = [() => undefined];
    await assert.rejects(hasty.deliver(item(), signal), (error) => {
      return error instanceof UnreachableError && error.code === 'receiver-timeout';
    });
    await hasty.close();
  });

  it('does not talk to a receiver whose certificate it cannot trust', async () => {
    const strict = open({ caFile: undefined });
    await assert.rejects(strict.deliver(item(), signal), (error) => {
      return error instanceof ConfigError && error.code === 'certificate-refused';
    });
    assert.equal(receiver.requests.length, 0);
    await strict.close();
  });
});
