import { createHash } from 'node:crypto';
import { definePlugin, isDocument, operations, Tokens } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { Bucket } from './bucket.js';
import { uploadStream } from './upload.js';

/** Stores each item as one object. An object gets its name only when all of it is there. */
class ObjectStorage {
  #settings;
  #bucket;

  constructor(settings, disk) {
    this.#settings = settings;
    this.#bucket = new Bucket(settings, disk);
  }

  check(signal) {
    return this.#bucket.check(signal);
  }

  async deliver(item, signal) {
    signal.throwIfAborted();
    const name = this.#nameOf(item);
    const { bytes, sha256 } = isDocument(item)
      ? await this.#bucket.put(name, Buffer.from(item.xml), signal)
      : await uploadStream(this.#bucket, name, () => item.open(signal), signal);
    const outcome = item.previous === undefined ? 'stored' : 'replaced';
    return { outcome, location: this.#bucket.locationOf(name), bytes, sha256 };
  }

  /** Reads each object again: what a storage says of itself is no proof. */
  async verify(deliveries, signal) {
    const holdings = [];
    for (const { receipt } of deliveries) {
      signal.throwIfAborted();
      const found = await this.#bucket.measure(receipt.location, signal);
      const isSame = found?.bytes === receipt.bytes && found?.sha256 === receipt.sha256;
      holdings.push(found === undefined ? 'missing' : isSame ? 'intact' : 'changed');
    }
    return holdings;
  }

  async *locations(signal) {
    for await (const name of this.#bucket.list(this.#settings.prefix, signal)) yield this.#bucket.locationOf(name);
  }

  async close() {
    this.#bucket.close();
  }

  /** The id is for people, the hash of the key tells items apart: ids are text from outside. */
  #nameOf(item) {
    const { operation, key } = item;
    const id = 'session' in item ? item.session.lsid : item.takenAt.toISOString();
    const readable = id.replace(/[^A-Za-z0-9-]/g, '_').slice(0, 64);
    const extension = isDocument(item) ? 'xml' : item.extension.replace(/[^a-z0-9]/g, '');
    const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
    return `${this.#settings.prefix}${operation}/${readable}-${hash}.${extension}`;
  }
}

inject(Tokens.Settings)(ObjectStorage, undefined, 0);
inject(Tokens.Disk)(ObjectStorage, undefined, 1);
injectable()(ObjectStorage);

const text = (title, description, more = {}) => ({ type: 'string', title, description, step: 'Storage', ...more });

export default definePlugin({
  apiVersion: 1,
  name: 'object-storage',
  displayName: 'Object Storage',
  operations,
  concurrency: 4,
  verifies: true,
  settings: {
    type: 'object',
    properties: {
      endpoint: text('Endpoint', 'Address of the storage, without the bucket: https://s3.eu-central-1.amazonaws.com', {
        pattern: '^https://[^/\\s]+$',
      }),
      region: text('Region', 'Region of the bucket; most storages of other makers take any.', { default: 'us-east-1' }),
      bucket: text('Bucket', 'Name of the bucket, which has to be there.', {
        pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      }),
      prefix: text('Prefix', 'Begins the name of each object, such as "beyondtrust/".', {
        pattern: '^[A-Za-z0-9/_.-]*$',
        default: '',
      }),
      accessKeyId: text('Access Key Id', 'May list the bucket, and read and write its objects.', { minLength: 1 }),
      secretAccessKey: text('Secret Access Key', 'Belongs to the access key id.', { minLength: 1, secret: true }),
      caFile: text('CA File', 'PEM file of the authority of the storage’s certificate, where it is a private one.', {
        format: 'absolute-path',
      }),
    },
    required: ['endpoint', 'bucket', 'accessKeyId', 'secretAccessKey'],
    additionalProperties: false,
  },
  destination: ObjectStorage,
});
