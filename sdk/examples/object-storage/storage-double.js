import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { issueCertificate } from '@integration-client/sdk/testing';
import { signed } from './sign.js';

/** An S3 compatible storage with one bucket, in memory, as far as this plugin uses one. For tests. */
export class StorageDouble {
  keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-access-key', region: 'us-east-1' };
  bucket = 'archive';
  objects = new Map();
  uploads = new Map();
  requests = [];
  /** Answers in place of the real ones, one for each request. */
  answers = [];
  /** Objects in one page of a list. */
  page = 1000;
  #server;

  static async start() {
    const storage = new StorageDouble();
    const { key, cert, ca } = await issueCertificate(['localhost']);
    storage.caPem = ca;
    storage.#server = createServer({ key, cert }, (request, response) => storage.#handle(request, response));
    storage.#server.listen(0, '127.0.0.1');
    await once(storage.#server, 'listening');
    storage.endpoint = `https://localhost:${storage.#server.address().port}`;
    return storage;
  }

  settings(caFile) {
    const { accessKeyId, secretAccessKey } = this.keys;
    return { endpoint: this.endpoint, bucket: this.bucket, prefix: 'ic/', accessKeyId, secretAccessKey, caFile };
  }

  /** What it holds, for the conformance suite. */
  stored() {
    return [...this.objects].map(([name, body]) => ({
      location: `${this.endpoint}/${this.bucket}/${name}`,
      content: () => [body],
    }));
  }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request, response) {
    const pieces = [];
    try {
      for await (const piece of request) pieces.push(piece);
    } catch {
      return; // the client has gone
    }
    const body = Buffer.concat(pieces);
    const url = new URL(request.url, this.endpoint);
    this.requests.push(`${request.method} ${request.url}`);
    const [status, text, headers = {}] = this.answers.shift() ?? this.#answer(request, url, body);
    response.writeHead(status, headers).end(text);
  }

  #answer(request, url, body) {
    if (!this.#isSigned(request, url, body)) return [403, '<Error><Code>SignatureDoesNotMatch</Code></Error>'];
    const [, bucket, ...rest] = decodeURIComponent(url.pathname).split('/');
    const name = rest.join('/');
    if (bucket !== this.bucket) return [404, '<Error><Code>NoSuchBucket</Code></Error>'];
    const upload = url.searchParams.get('uploadId');
    if (name === '') return this.#list(url.searchParams);
    if (url.searchParams.has('uploads')) return this.#begin();
    if (upload !== null) return this.#inParts(request.method, name, upload, url.searchParams, body);
    if (request.method === 'PUT') {
      this.objects.set(name, body);
      return [200, ''];
    }
    const found = this.objects.get(name);
    return found === undefined ? [404, '<Error><Code>NoSuchKey</Code></Error>'] : [200, found];
  }

  #begin() {
    const id = randomUUID();
    this.uploads.set(id, new Map());
    return [200, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`];
  }

  #inParts(method, name, id, query, body) {
    const parts = this.uploads.get(id);
    if (parts === undefined) return [404, '<Error><Code>NoSuchUpload</Code></Error>'];
    if (method === 'PUT') {
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      parts.set(Number(query.get('partNumber')), { etag, body });
      return [200, '', { etag }];
    }
    this.uploads.delete(id);
    if (method === 'DELETE') return [204, ''];
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]*)<\/ETag>/g)];
    const isWhole =
      named.length === parts.size && named.every(([, number, tag]) => parts.get(Number(number))?.etag === tag);
    if (!isWhole) return [200, '<Error><Code>InvalidPart</Code></Error>'];
    this.objects.set(name, Buffer.concat(named.map(([, number]) => parts.get(Number(number)).body)));
    return [200, '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>'];
  }

  #list(query) {
    const after = query.get('continuation-token') ?? '';
    const names = [...this.objects.keys()]
      .filter((each) => each.startsWith(query.get('prefix') ?? '') && each > after)
      .sort();
    const page = names.slice(0, this.page);
    const next = names.length > page.length ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    const entries = page.map((name) => `<Contents><Key>${encodeURIComponent(name)}</Key></Contents>`).join('');
    return [200, `<ListBucketResult>${entries}${next}</ListBucketResult>`];
  }

  /** Signs the request as it came, with the owner's keys, and compares. */
  #isSigned({ method, headers }, url, body) {
    const payload = createHash('sha256').update(body).digest('hex');
    if (headers['x-amz-content-sha256'] !== payload) return false;
    const stamp = headers['x-amz-date'].replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
    const request = {
      method,
      host: headers.host,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      payload,
    };
    return signed(request, this.keys, new Date(stamp)).authorization === headers.authorization;
  }
}
