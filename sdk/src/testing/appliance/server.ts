import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsListener } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { issueCertificate, type ServerCertificate } from './certificates.js';
import type { ConnectionFault } from './faults.js';

type Handle = (request: IncomingMessage, response: ServerResponse, raw: Socket | undefined) => Promise<void>;

/** An HTTPS server on 127.0.0.1 that can be stopped, also in the middle of answers, and started again on its port. */
export class HttpsServer {
  readonly #certificate: ServerCertificate;
  readonly #handle: Handle;
  readonly #faultOf: () => ConnectionFault | undefined;
  /** The connections below TLS, by the client's port: only they can be reset. */
  readonly #raw = new Map<number, Socket>();
  #server: Server | undefined;
  #port: number;

  /** @param faultOf what goes wrong with a new connection */
  constructor(
    port: number,
    certificate: ServerCertificate,
    handle: Handle,
    faultOf: () => ConnectionFault | undefined,
  ) {
    this.#port = port;
    this.#certificate = certificate;
    this.#handle = handle;
    this.#faultOf = faultOf;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const https = this.#listener(this.#certificate);
    // Without delay, as web servers are: what was sent before a reset then arrives before it.
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket, https));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.dropConnections();
    await closed;
  }

  /** Closes all connections at once, whatever is under way. */
  dropConnections(): void {
    for (const socket of this.#raw.values()) socket.destroy();
  }

  /** What speaks TLS and HTTP on connections that it is given. */
  #listener({ key, cert }: ServerCertificate): HttpsListener {
    return createHttpsServer({ key, cert }, (request, response) => {
      const raw = this.#raw.get(request.socket.remotePort ?? 0);
      this.#handle(request, response, raw).catch((error: unknown) => {
        // The client may have gone in the middle of its request: then there is nobody to tell.
        if (request.destroyed || response.destroyed) return;
        response.destroy(error instanceof Error ? error : undefined);
        throw error;
      });
    });
  }

  #accept(socket: Socket, https: HttpsListener): void {
    const port = socket.remotePort ?? 0;
    this.#raw.set(port, socket);
    socket.once('close', () => this.#raw.delete(port));
    socket.on('error', () => socket.destroy());
    switch (this.#faultOf()) {
      case 'refuse-connection':
        socket.destroy();
        break;
      case 'tls-closed':
        // The first that comes is the client's part of the handshake.
        socket.once('data', () => socket.destroy());
        break;
      case 'wrong-certificate':
        void issueCertificate().then((certificate) => this.#listener(certificate).emit('connection', socket));
        break;
      default:
        https.emit('connection', socket);
    }
  }
}
