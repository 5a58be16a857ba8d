import { Agent, request } from 'node:https';
import { ConfigError, ItemError, RetryableError, UnreachableError } from '@integration-client/sdk';

/** Sends requests to one address, over connections that are kept. */
export class Poster {
  #url;
  #timeout;
  #caFile;
  #disk;
  #agent;

  constructor({ url, timeout, caFile }, disk) {
    this.#url = new URL(url);
    this.#timeout = timeout * 1000;
    this.#caFile = caFile;
    this.#disk = disk;
  }

  /** Resolves when the receiver has answered 2xx. Throws errors of the sdk, and the reason of the signal. */
  async send({ method, headers = {}, body, signal }) {
    signal.throwIfAborted();
    this.#agent ??= new Agent({ keepAlive: true, maxSockets: 4, ...(await this.#authority()) });
    const late = AbortSignal.timeout(this.#timeout);
    let response;
    try {
      response = await this.#exchange({ method, headers, signal: AbortSignal.any([signal, late]) }, body);
    } catch (cause) {
      signal.throwIfAborted();
      throw connectionError(this.#url.host, cause, late.aborted);
    }
    // Whether it takes HEAD at all says nothing of POST.
    if (method === 'HEAD' && response.status < 500) return;
    if (response.status < 200 || response.status > 299) throw statusError(this.#url.host, response);
  }

  /** Lets go of all connections. May be called twice. */
  close() {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  #exchange({ method, headers, signal }, body) {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': body.byteLength };
      const options = { method, headers: { ...headers, ...length }, agent: this.#agent, signal };
      const sent = request(this.#url, options, (response) => {
        // What the receiver says is not kept; it must not fill the memory either.
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'] }));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
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

/** What a status other than 2xx means for the client. Redirects are not followed: they would take the sessions elsewhere. */
function statusError(host, { status, retryAfter }) {
  const said = `${host} answered ${status}`;
  if ([408, 409, 425, 429].includes(status) || status >= 500) {
    const seconds = secondsOf(retryAfter);
    return new RetryableError(said, {
      code: status === 429 ? 'too-many-requests' : 'receiver-failed',
      hint: 'It is tried again. If it stays, see the log of the receiver.',
      ...(seconds === undefined ? {} : { retryAfter: seconds }),
    });
  }
  if ([400, 413, 415, 422].includes(status)) {
    return new ItemError(`${said}: it does not take this session`, {
      code: 'session-refused',
      hint: 'See in the log of the receiver what it does not accept, then: ic quarantine retry',
    });
  }
  return new ConfigError(`${said}: nothing is taken there`, {
    code: status >= 300 && status < 400 ? 'redirected' : 'receiver-refused',
    hint: 'Correct the address, or let the receiver take signed requests there.',
  });
}

/** `Retry-After` is a number of seconds, or a date. */
function secondsOf(retryAfter) {
  if (retryAfter === undefined) return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

function connectionError(host, cause, isLate) {
  if (isLate) {
    return new UnreachableError(`${host} did not answer in time`, {
      code: 'receiver-timeout',
      hint: 'See whether the receiver is busy, or raise the timeout.',
      cause,
    });
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(String(cause.code))) {
    return new ConfigError(`The certificate of ${host} cannot be trusted (${cause.code})`, {
      code: 'certificate-refused',
      hint: 'Give the CA file of a private authority, or have the certificate renewed.',
      cause,
    });
  }
  return new UnreachableError(`${host} cannot be reached (${cause.code ?? cause.message})`, {
    code: 'receiver-unreachable',
    hint: 'Check the address, the network and the receiver.',
    cause,
  });
}
