import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { Account, type AccountLogin } from '@integration-client/core/appliance/account';
import { ApplianceClient } from '@integration-client/core/appliance/appliance-client';
import { Http, type HttpOptions } from '@integration-client/core/appliance/http';
import type { ReportEntry } from '@integration-client/core/report/report';
import type { KeptToken } from '@integration-client/core/store/store';
import type { Product } from '@integration-client/sdk';
import { type ApplianceOptions, issueCertificate, SimulatedAppliance } from '@integration-client/sdk/testing';
import { HurryingClock } from './clocks.js';

/** Ends whatever a test opened. */
const open: (() => Promise<void>)[] = [];

export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

export async function startAppliance(options: ApplianceOptions = {}): Promise<SimulatedAppliance> {
  const appliance = await SimulatedAppliance.start(options);
  open.push(() => appliance.stop());
  return appliance;
}

export function httpTo(target: { host: string; caPem: string }, options: Partial<HttpOptions> = {}): Http {
  const http = new Http({ host: target.host, ca: target.caPem, clock: new HurryingClock(), ...options });
  open.push(() => http.close());
  return http;
}

/** Keeps a token as the settings database does. */
export function keeping(first?: KeptToken) {
  const kept = {
    token: first,
    load: async () => kept.token,
    save: async (token: KeptToken | undefined) => {
      kept.token = token;
    },
  };
  return kept;
}

export interface ConnectOptions {
  readonly product?: Product;
  readonly login?: AccountLogin;
  readonly clock?: HurryingClock;
  readonly kept?: ReturnType<typeof keeping>;
  readonly http?: Partial<HttpOptions>;
}

/** A client of a simulated appliance, with an account of its own. */
export function connect(appliance: SimulatedAppliance, options: ConnectOptions = {}) {
  const clock = options.clock ?? new HurryingClock();
  const login = options.login ?? {
    type: 'api',
    clientId: appliance.clientId,
    clientSecret: appliance.clientSecret,
  };
  const http = httpTo(appliance, { clock, ...options.http });
  const account = new Account({ http, account: login, clock, kept: options.kept ?? keeping() });
  const client = new ApplianceClient({
    http,
    gate: account,
    clock,
    userAccount: login.type === 'user',
    ...(options.product === undefined ? {} : { product: options.product }),
  });
  return { http, account, client, clock };
}

export function userLogin(appliance: SimulatedAppliance): AccountLogin {
  return { type: 'user', username: appliance.username, password: appliance.password };
}

/** The lsids of a report, or undefined where nothing matched. */
export async function lsidsOf(entries: AsyncIterable<ReportEntry> | undefined): Promise<string[] | undefined> {
  if (entries === undefined) return undefined;
  const lsids: string[] = [];
  for await (const entry of entries) lsids.push(entry.kind === 'session' ? entry.header.lsid : 'malformed');
  return lsids;
}

export async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** All sessions there are. */
export const everything = { by: 'end', from: new Date(0), seconds: 0 } as const;

/** A span in which there is no session. */
export const longAgo = { by: 'end', from: new Date(0), seconds: 60 } as const;

export const never: AbortSignal = new AbortController().signal;

/** A TLS server that answers each request with bytes of the test's choice. */
export async function startRawServer(answer: (socket: TLSSocket, raw: Socket, request: string) => void) {
  const certificate = await issueCertificate();
  const raws = new Set<Socket>();
  let connections = 0;
  const requests: string[] = [];
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (socket) => {
    connections += 1;
    socket.on('error', () => {});
    let request = '';
    socket.on('data', (chunk) => {
      request += chunk.toString('latin1');
      if (!request.includes('\r\n\r\n')) return;
      requests.push(request);
      const raw = [...raws].find((one) => one.remotePort === socket.remotePort);
      if (raw !== undefined) answer(socket, raw, request);
      request = '';
    });
  });
  server.on('tlsClientError', () => {});
  server.on('connection', (raw: Socket) => {
    raws.add(raw);
    raw.on('error', () => {});
    raw.on('close', () => raws.delete(raw));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    for (const raw of raws) raw.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    host: `localhost:${(server.address() as AddressInfo).port}`,
    caPem: certificate.ca,
    requests,
    get connections() {
      return connections;
    },
  };
}
