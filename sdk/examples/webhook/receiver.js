import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { issueCertificate } from '@integration-client/sdk/testing';

/** A receiver as its author would write it: it proves who sent a request, and keeps the newest of each id. For tests. */
export class Receiver {
  requests = [];
  /** Answers in place of 204, one for each request; a function gets the response. */
  answers = [];
  #stored = new Map();
  #server;
  #secret;

  static async start(secret) {
    const receiver = new Receiver();
    receiver.#secret = secret;
    const { key, cert, ca } = await issueCertificate(['localhost']);
    receiver.caPem = ca;
    receiver.#server = createServer({ key, cert }, (request, response) => receiver.#handle(request, response));
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    receiver.url = `https://localhost:${receiver.#server.address().port}/sessions`;
    return receiver;
  }

  /** What it holds, for the conformance suite. */
  stored() {
    return [...this.#stored].map(([id, body]) => ({
      location: `${this.url}#${encodeURIComponent(JSON.stringify(id).slice(1, -1))}`,
      content: () => body.toString(),
    }));
  }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request, response) {
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // the sender has gone
    }
    const body = Buffer.concat(chunks);
    this.requests.push({ method: request.method, headers: request.headers, body });
    const answer = this.answers.shift();
    if (typeof answer === 'function') return answer(response);
    if (answer !== undefined) return response.writeHead(answer.status, answer.headers).end();
    if (request.method !== 'POST') return response.writeHead(405).end();
    const expected = `sha256=${createHmac('sha256', this.#secret).update(body).digest('hex')}`;
    const given = Buffer.from(request.headers['x-signature-256'] ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected))) {
      return response.writeHead(401).end();
    }
    this.#stored.set(JSON.parse(body.toString()).id, body);
    return response.writeHead(204).end();
  }
}
