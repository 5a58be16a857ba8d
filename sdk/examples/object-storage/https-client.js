import { Agent, request } from 'node:https';
import { ConfigError } from '@integration-client/sdk';
import { connectionError } from './errors.js';

/** Milliseconds without a byte in either direction. */
const silence = 60_000;

/** Sends requests over connections that are kept. Certificates are verified. */
export class HttpsClient {
  #caFile;
  #disk;
  #agent;

  constructor(caFile, disk) {
    this.#caFile = caFile;
    this.#disk = disk;
  }

  /** Resolves with the answer, whose body has yet to be read. Throws the sdk's errors, and the reason of the signal. */
  async send(url, { method, headers, body, signal }) {
    signal.throwIfAborted();
    this.#agent ??= new Agent({ keepAlive: true, ...(await this.#authority()) });
    const agent = this.#agent;
    try {
      return await new Promise((resolve, reject) => {
        const sent = request(url, { method, headers, agent, signal }, resolve);
        sent.setTimeout(silence, () => sent.destroy(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' })));
        sent.on('error', reject);
        sent.end(body);
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw connectionError(url.host, cause);
    }
  }

  /** Lets go of all connections. May be called twice. */
  close() {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  async #authority() {
    if (this.#caFile === undefined) return {};
    try {
      return { ca: await this.#disk.read(this.#caFile) };
    } catch (cause) {
      throw new ConfigError(`The CA file ${this.#caFile} cannot be read`, {
        code: 'ca-file-unreadable',
        hint: 'Give the path of a PEM file that the account of the service may read.',
        cause,
      });
    }
  }
}
