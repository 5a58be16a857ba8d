import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ConfigError, makeDestination, RetryableError } from '@integration-client/sdk';
import {
  conformanceCases,
  describeConformance,
  sampleContent,
  sampleItem,
} from '@integration-client/sdk/testing/conformance';
import plugin from './index.js';
import { signed } from './sign.js';
import { StorageDouble } from './storage-double.js';

const cases = await conformanceCases({
  module: new URL('./index.js', import.meta.url),
  place: async (directory) => {
    const storage = await StorageDouble.start();
    const caFile = join(directory, 'ca.pem');
    await writeFile(caFile, storage.caPem);
    return {
      settings: storage.settings(caFile),
      stored: async () => storage.stored(),
      unusable: { ...storage.settings(caFile), endpoint: 'https://localhost:1' },
      remove: async () => storage.stop(),
    };
  },
});
describeConformance('the contract', cases, { describe, it });

describe('the object storage', () => {
  let storage;
  let destination;
  const signal = new AbortController().signal;
  const recording = { operation: 'session-recordings', lsid: 'abc', bytes: 20 * 1024 * 1024 };
  const open = (more = {}) =>
    makeDestination(plugin, {
      settings: { ...storage.settings('/ca.pem'), ...more },
      name: 'Storage',
      log: console,
      disk: { read: async () => Buffer.from(storage.caPem) },
    });

  before(async () => {
    storage = await StorageDouble.start();
    destination = open();
  });
  beforeEach(() => {
    storage.objects.clear();
    storage.requests = [];
    storage.answers = [];
  });
  after(async () => {
    await destination.close();
    storage.stop();
  });

  it('signs as the example in the documentation of AWS', () => {
    const request = {
      method: 'GET',
      host: 'examplebucket.s3.amazonaws.com',
      path: '/test.txt',
      headers: { range: 'bytes=0-9' },
      payload: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    };
    const keys = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      region: 'us-east-1',
    };
    const { authorization } = signed(request, keys, new Date('2013-05-24T00:00:00Z'));
    assert.match(authorization, /Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41$/);
  });

  it('stores a large recording in parts, and a session at once', async () => {
    const receipt = await destination.deliver(sampleItem(recording), signal);
    assert.equal(receipt.sha256, sampleContent(recording).sha256());
    assert.equal(storage.requests.filter((line) => line.includes('partNumber=')).length, 3);
    assert.equal(storage.uploads.size, 0);
    storage.requests = [];
    await destination.deliver(sampleItem({ operation: 'sessions', lsid: 'abc' }), signal);
    assert.equal(storage.requests.length, 1);
  });

  it('throws the parts away when one of them is refused', async () => {
    storage.answers = [undefined, undefined, [503, '<Error><Code>SlowDown</Code></Error>', { 'retry-after': '5' }]];
    await assert.rejects(destination.deliver(sampleItem(recording), signal), (error) => {
      assert.ok(error instanceof RetryableError);
      assert.equal(error.retryAfter, 5);
      assert.match(error.message, /SlowDown/);
      return true;
    });
    assert.equal(storage.uploads.size, 0);
    assert.equal(storage.objects.size, 0);
  });

  it('does not believe 200 where the parts did not become an object', async () => {
    storage.answers = [undefined, undefined, undefined, undefined, [200, '<Error><Code>InternalError</Code></Error>']];
    await assert.rejects(destination.deliver(sampleItem(recording), signal), /InternalError/);
  });

  it('lists more objects than one page holds', async () => {
    storage.page = 2;
    const locations = [];
    for (const lsid of ['a', 'b', 'c', 'd', 'e']) {
      locations.push((await destination.deliver(sampleItem({ operation: 'sessions', lsid }), signal)).location);
    }
    const listed = [];
    for await (const location of destination.locations(signal)) listed.push(location);
    assert.deepEqual(listed, locations);
  });

  it('says that the bucket is missing rather than its objects', async () => {
    const receipt = await destination.deliver(sampleItem({ operation: 'sessions', lsid: 'a' }), signal);
    storage.bucket = 'another';
    try {
      const delivery = { key: 'k', operation: 'sessions', receipt };
      await assert.rejects(destination.verify([delivery], signal), (error) => error instanceof ConfigError);
    } finally {
      storage.bucket = 'archive';
    }
  });

  it('is refused with a wrong key', async () => {
    const stranger = open({ secretAccessKey: 'another' });
    await assert.rejects(stranger.check(signal), (error) => {
      return (
        error instanceof ConfigError &&
        error.code === 'storage-refused' &&
        error.message.includes('SignatureDoesNotMatch')
      );
    });
    await stranger.close();
  });
});
