import { createHash } from 'node:crypto';
import { ConfigError } from '@integration-client/sdk';
import { connectionError, statusError } from './errors.js';
import { HttpsClient } from './https-client.js';
import { encoded, queryText, sha256, signed } from './sign.js';

/** Bytes of an answer that are read; those of a list are the longest. */
const longestAnswer = 4 * 1024 * 1024;

/** One bucket of an S3 compatible storage, by the calls that all of them know. */
export class Bucket {
  #endpoint;
  #bucket;
  #keys;
  #client;

  constructor({ endpoint, bucket, region, accessKeyId, secretAccessKey, caFile }, disk) {
    this.#endpoint = new URL(endpoint);
    this.#bucket = bucket;
    this.#keys = { accessKeyId, secretAccessKey, region };
    this.#client = new HttpsClient(caFile, disk);
  }

  /** Where people find an object. */
  locationOf(name) {
    return `${this.#endpoint.origin}/${this.#bucket}/${pathOf(name)}`;
  }

  /** Proves that the bucket is there and the keys are right. */
  async check(signal) {
    await this.#read(await this.#ask({ method: 'GET', query: { 'list-type': 2, 'max-keys': 1 }, signal }));
  }

  /** Stores a whole object. Answers its size and hash; the storage refuses bytes of another hash. */
  async put(name, body, signal) {
    await this.#read(await this.#ask({ method: 'PUT', name, body, signal }));
    return { bytes: body.byteLength, sha256: sha256(body) };
  }

  /** Begins an object in parts; answers the id of the upload. */
  async begin(name, signal) {
    const answer = await this.#read(await this.#ask({ method: 'POST', name, query: { uploads: '' }, signal }));
    return element(answer, 'UploadId');
  }

  /** Stores one part, from 1; answers the tag by which it is named in the end. */
  async putPart(name, upload, number, body, signal) {
    const response = await this.#ask({
      method: 'PUT',
      name,
      query: { partNumber: number, uploadId: upload },
      body,
      signal,
    });
    await this.#read(response);
    return response.headers.etag;
  }

  /** Makes an object of all parts, in one step. */
  async complete(name, upload, tags, signal) {
    const parts = tags.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`).join('');
    const body = Buffer.from(`<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`);
    const answer = await this.#read(
      await this.#ask({ method: 'POST', name, query: { uploadId: upload }, body, signal }),
    );
    // It may say 200 first, and only then find that it failed.
    if (!answer.includes('CompleteMultipartUploadResult')) {
      throw statusError(this.#endpoint.host, 500, element(answer, 'Code'));
    }
  }

  /** Throws away what was stored of an upload. */
  async abort(name, upload, signal) {
    await this.#read(await this.#ask({ method: 'DELETE', name, query: { uploadId: upload }, signal }));
  }

  /** Size and hash of what is at a location now, read anew; undefined where nothing is. */
  async measure(location, signal) {
    const url = new URL(location);
    if (url.origin !== this.#endpoint.origin) {
      throw new ConfigError(`${location} is in another storage than ${this.#endpoint.origin}`, {
        code: 'other-storage',
        hint: 'Verify with the endpoint that it was stored with.',
      });
    }
    const response = await this.#send({ method: 'GET', path: url.pathname, signal });
    if (response.statusCode === 404) {
      if ((await this.#read(response)).includes('NoSuchKey')) return undefined;
      throw statusError(this.#endpoint.host, 404);
    }
    await this.#accepted(response);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of this.#pieces(response, signal)) {
      hash.update(piece);
      bytes += piece.length;
    }
    return { bytes, sha256: hash.digest('hex') };
  }

  /** The names of all objects that begin with a prefix. */
  async *list(prefix, signal) {
    let more = {};
    do {
      const query = { 'list-type': 2, prefix, 'encoding-type': 'url', ...more };
      const page = await this.#read(await this.#ask({ method: 'GET', query, signal }));
      for (const [, name] of page.matchAll(/<Key>([^<]*)<\/Key>/g)) yield decodeURIComponent(name.replaceAll('+', ' '));
      const next = element(page, 'NextContinuationToken');
      more = next === undefined ? undefined : { 'continuation-token': next };
    } while (more !== undefined);
  }

  /** May be called twice. */
  close() {
    this.#client.close();
  }

  /** Sends a request, and answers its response where that is a good one. */
  async #ask({ name, ...request }) {
    const path = `/${this.#bucket}${name === undefined ? '' : `/${pathOf(name)}`}`;
    return this.#accepted(await this.#send({ ...request, path }));
  }

  #send({ method, path, query = {}, body = Buffer.alloc(0), signal }) {
    const { host, origin } = this.#endpoint;
    const request = { method, host, path, query, payload: sha256(body) };
    const headers = { ...signed(request, this.#keys, new Date()), 'content-length': body.byteLength };
    return this.#client.send(new URL(`${origin}${path}?${queryText(query)}`), { method, headers, body, signal });
  }

  async #accepted(response) {
    const { statusCode, headers } = response;
    if (statusCode >= 200 && statusCode <= 299) return response;
    throw statusError(
      this.#endpoint.host,
      statusCode,
      element(await this.#read(response), 'Code'),
      headers['retry-after'],
    );
  }

  async #read(response) {
    const pieces = [];
    let bytes = 0;
    for await (const piece of this.#pieces(response)) {
      bytes += piece.length;
      if (bytes <= longestAnswer) pieces.push(piece);
    }
    return Buffer.concat(pieces).toString();
  }

  /** A body that breaks off is one more way not to reach the storage. */
  async *#pieces(response, signal) {
    try {
      yield* response;
    } catch (cause) {
      signal?.throwIfAborted();
      throw connectionError(this.#endpoint.host, cause);
    }
  }
}

function pathOf(name) {
  return name.split('/').map(encoded).join('/');
}

/** The text of the first element of a name; answers of storages have no attributes there. */
function element(xml, name) {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
