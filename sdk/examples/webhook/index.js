import { createHash, createHmac } from 'node:crypto';
import { ConfigError, definePlugin, Tokens } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import { Poster } from './post.js';

/** Sends each session to an address. What was answered with 2xx is the receiver's to keep. */
class Webhook {
  #settings;
  #poster;

  constructor(settings, disk) {
    this.#settings = settings;
    this.#poster = new Poster(settings, disk);
  }

  /** Asks for no more than an answer: it changes nothing. */
  async check(signal) {
    await this.#poster.send({ method: 'HEAD', signal });
  }

  async deliver(item, signal) {
    signal.throwIfAborted();
    if (item.operation !== 'sessions') {
      throw new ConfigError(`The webhook cannot send ${item.operation}`, {
        code: 'unsupported-operation',
        hint: 'Leave them out of the transfer: it sends sessions only.',
      });
    }
    // The same session gives the same bytes, so that the receiver knows a repetition by the hash.
    const body = Buffer.from(JSON.stringify({ version: 1, id: item.key, site: item.site, session: item.parse() }));
    const sha256 = createHash('sha256').update(body).digest('hex');
    const receipt = { location: this.#locationOf(item.key), bytes: body.byteLength, sha256 };
    const { previous } = item;
    if (previous?.location === receipt.location && previous.sha256 === sha256)
      return { outcome: 'skipped', ...receipt };
    await this.#poster.send({
      method: 'POST',
      signal,
      body,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': sha256,
        'x-signature-256': `sha256=${createHmac('sha256', this.#settings.secret).update(body).digest('hex')}`,
      },
    });
    return { outcome: previous === undefined ? 'stored' : 'replaced', ...receipt };
  }

  async close() {
    this.#poster.close();
  }

  /** The key is text from outside; as JSON it has no half characters, which no address can hold. */
  #locationOf(key) {
    return `${this.#settings.url}#${encodeURIComponent(JSON.stringify(key).slice(1, -1))}`;
  }
}

inject(Tokens.Settings)(Webhook, undefined, 0);
inject(Tokens.Disk)(Webhook, undefined, 1);
injectable()(Webhook);

export default definePlugin({
  apiVersion: 1,
  name: 'webhook',
  displayName: 'Webhook',
  operations: ['sessions'],
  concurrency: 4,
  settings: {
    type: 'object',
    properties: {
      url: {
        type: 'string',
        title: 'Address',
        description: 'Where each session is sent to. Only https: the sessions must not be read on the way.',
        step: 'Receiver',
        pattern: '^https://[^\\s#]+$',
      },
      secret: {
        type: 'string',
        title: 'Signing Secret',
        description:
          'Shared with the receiver, which proves by it that a request comes from here. At least 16 characters.',
        step: 'Receiver',
        minLength: 16,
        secret: true,
      },
      caFile: {
        type: 'string',
        title: 'CA File',
        description: 'PEM file of the authority that signed the receiver’s certificate, where it is a private one.',
        step: 'Receiver',
        format: 'absolute-path',
      },
      timeout: {
        type: 'integer',
        title: 'Timeout',
        description: 'Seconds that the receiver has to answer.',
        step: 'Receiver',
        minimum: 1,
        maximum: 600,
        default: 30,
      },
    },
    required: ['url', 'secret'],
    additionalProperties: false,
  },
  destination: Webhook,
});
