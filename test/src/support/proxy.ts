import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy as companies have them: HTTP CONNECT, with a login where one is given. */
export class TestProxy {
  /** Where it was asked to connect to, each time. */
  readonly targets: string[] = [];
  /** What it answers instead of connecting: `HTTP/1.1 403 Forbidden`. */
  refusal: string | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(login: { readonly username: string; readonly password: string } | undefined) {
    const expected = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
    this.#server = createServer((_, response) => response.writeHead(400).end());
    this.#server.on('connect', (request, client: Socket, head) => {
      this.#keep(client);
      const target = request.url ?? '';
      this.targets.push(target);
      if (this.refusal !== undefined) return client.end(`${this.refusal}\r\n\r\n`);
      if (expected !== undefined && request.headers['proxy-authorization'] !== expected) {
        return client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
      }
      const [, host = '', port] = /^(.*):(\d+)$/.exec(target) ?? [];
      const upstream = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      this.#keep(upstream);
      upstream.on('close', () => client.destroy());
      client.on('close', () => upstream.destroy());
      return client;
    });
  }

  static async start(login?: { readonly username: string; readonly password: string }): Promise<TestProxy> {
    const proxy = new TestProxy(login);
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
