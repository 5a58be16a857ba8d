import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { ServerCertificate } from './certificates.js';

type Handle = (request: IncomingMessage, response: ServerResponse, raw: Socket | undefined) => Promise<void>;

/** An HTTPS server on 127.0.0.1 that can be stopped, also in the middle of answers, and started again on its port. */
export class HttpsServer {
  readonly #certificate: ServerCertificate;
  readonly #handle: Handle;
  readonly #refuses: () => boolean;
  /** The connections below TLS, by the client's port: only they can be reset. */
  readonly #raw = new Map<number, Socket>();
  #server: Server | undefined;
  #port: number;

  constructor(port: number, certificate: ServerCertificate, handle: Handle, refuses: () => boolean) {
    this.#port = port;
    this.#certificate = certificate;
    this.#handle = handle;
    this.#refuses = refuses;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const { key, cert } = this.#certificate;
    const server = createServer({ key, cert }, (request, response) => {
      const raw = this.#raw.get(request.socket.remotePort ?? 0);
      this.#handle(request, response, raw).catch((error: unknown) => {
        // The client may have gone in the middle of its request: then there is nobody to tell.
        if (request.destroyed || response.destroyed) return;
        response.destroy(error instanceof Error ? error : undefined);
        throw error;
      });
    });
    server.on('connection', (socket: Socket) => this.#accept(socket));
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

  #accept(socket: Socket): void {
    if (this.#refuses()) {
      socket.destroy();
      return;
    }
    const port = socket.remotePort ?? 0;
    this.#raw.set(port, socket);
    socket.once('close', () => this.#raw.delete(port));
    socket.on('error', () => socket.destroy());
  }
}
