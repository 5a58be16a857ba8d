import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { SimulatedAppliance } from '@integration-client/sdk/testing';

/** An answer as it arrived. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** False where the connection ended before the body did. */
  readonly complete: boolean;
  readonly text: string;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly form?: Record<string, string>;
  readonly json?: unknown;
  /** Milliseconds of silence after which the client gives up. */
  readonly patience?: number;
}

/** A plain client for one appliance: trusts its authority, takes what comes. */
export class TestClient {
  readonly #appliance: SimulatedAppliance;
  #token: string | undefined;

  constructor(appliance: SimulatedAppliance) {
    this.#appliance = appliance;
  }

  send(path: string, options: RequestOptions = {}): Promise<Received> {
    const { form, json } = options;
    const body = form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json);
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
    const headers = { ...options.headers, ...(body === undefined ? {} : { 'content-type': type }) };
    const method = options.method ?? (body === undefined ? 'GET' : 'POST');
    return new Promise((resolve, reject) => {
      const { port, caPem } = this.#appliance;
      const sent = request({ host: 'localhost', port, ca: caPem, path, method, headers, agent: false }, (response) =>
        resolve(receive(response)),
      );
      if (options.patience) sent.setTimeout(options.patience, () => sent.destroy(new Error('silence')));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  askToken(secret = this.#appliance.clientSecret): Promise<Received> {
    const basic = Buffer.from(`${this.#appliance.clientId}:${secret}`).toString('base64');
    return this.send('/oauth2/token', {
      headers: { authorization: `Basic ${basic}` },
      form: { grant_type: 'client_credentials' },
    });
  }

  async token(): Promise<string> {
    this.#token ??= (JSON.parse((await this.askToken()).text) as { access_token: string }).access_token;
    return this.#token;
  }

  /** With a token. */
  async get(path: string, options: RequestOptions = {}): Promise<Received> {
    const token = await this.token();
    return this.send(path, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });
  }

  report(name: string, parameters: Record<string, string | number>, options: RequestOptions = {}): Promise<Received> {
    const query = new URLSearchParams({ generate_report: name });
    for (const [key, value] of Object.entries(parameters)) query.set(key, String(value));
    return this.get(`/api/reporting?${query}`, options);
  }
}

async function receive(response: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  let complete = true;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    complete = false;
  }
  const body = Buffer.concat(chunks);
  return { status: response.statusCode ?? 0, headers: response.headers, body, complete, text: body.toString('utf8') };
}

/** The lsids of a report, in its order. */
export function lsidsIn(report: string): string[] {
  return [...report.matchAll(/^<(?:\w+:)?(?:session|session_summary|presentation_session) lsid="([^"]*)"/gm)].map(
    (match) => match[1] ?? '',
  );
}
