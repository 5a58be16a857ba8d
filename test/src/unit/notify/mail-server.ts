import type { AddressInfo } from 'node:net';
import type { MailConnection } from '@integration-client/core/notify/mailer';
import { issueCertificate, type ServerCertificate } from '@integration-client/sdk/testing';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server took it. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Who logged in, if anybody. */
  readonly user: string | undefined;
  readonly secure: boolean;
  /** Headers and body, as they came. */
  readonly raw: string;
}

/** How a mail server behaves. */
export interface MailServerOptions {
  readonly tls?: 'none' | 'starttls' | 'tls';
  /** Who may log in. Absent: anybody may send without. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Answers to a recipient, in place of taking it: `550 no such user`. */
  readonly refuse?: (address: string) => string | undefined;
  /** The address it listens on. Default 127.0.0.1. */
  readonly address?: string;
  readonly more?: SMTPServerOptions;
}

let certificate: Promise<ServerCertificate> | undefined;

/** A real SMTP server on this machine, which keeps what it takes. */
export class MailServer {
  readonly mails: TakenMail[] = [];
  readonly #options: MailServerOptions;
  #server: SMTPServer | undefined;
  #port = 0;

  private constructor(options: MailServerOptions) {
    this.#options = options;
  }

  static async start(options: MailServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await server.up();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** The settings that fit. */
  async connection(more: Partial<MailConnection> = {}): Promise<MailConnection> {
    const { tls = 'none', login } = this.#options;
    return {
      server: 'localhost',
      port: this.#port,
      tls,
      ...(login === undefined ? {} : { username: login.user, password: login.password }),
      ...(tls === 'none' ? {} : { ca: (await this.certificate()).ca }),
      from: 'ic@example.com',
      to: ['ops@example.com'],
      ...more,
    };
  }

  certificate(): Promise<ServerCertificate> {
    certificate ??= issueCertificate();
    return certificate;
  }

  /** Starts it, on the port that it had. */
  async up(): Promise<void> {
    const { tls = 'none', login, refuse, address: listens = '127.0.0.1', more } = this.#options;
    const { key, cert } = await this.certificate();
    const server = new SMTPServer({
      secure: tls === 'tls',
      key,
      cert,
      disabledCommands: [...(tls === 'starttls' ? [] : ['STARTTLS']), ...(login === undefined ? ['AUTH'] : [])],
      authOptional: login === undefined,
      allowInsecureAuth: tls === 'none',
      disableReverseLookup: true,
      onAuth({ username, password }, _session, done) {
        if (username === login?.user && password === login?.password) return done(null, { user: username });
        return done(answer(`535 wrong name or password (${password})`));
      },
      onRcptTo({ address }, _session, done) {
        const refusal = refuse?.(address);
        return done(refusal === undefined ? null : answer(refusal));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            user: typeof session.user === 'string' ? session.user : undefined,
            secure: session.secure,
            raw: Buffer.concat(chunks).toString(),
          });
          done(null, '2.0.0 queued as 4711');
        });
      },
      ...more,
    });
    // What a client breaks off is no concern of the server.
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(this.#port, listens, () => resolve()));
    this.#port = (server.server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Stops it; may be called again. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

function answer(text: string): Error {
  return Object.assign(new Error(text.slice(4)), { responseCode: Number(text.slice(0, 3)) });
}

/** The headers of a mail by their names in lower case, unfolded. */
export function headersOf(raw: string): Record<string, string> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return Object.fromEntries(
    head
      .split('\r\n')
      .map((line) => line.split(/: (.*)/s, 2))
      .map(([name = '', value = '']) => [name.toLowerCase(), value]),
  );
}

/** The text of a mail, decoded. */
export function textOf(raw: string): string {
  const body = raw.slice(raw.indexOf('\r\n\r\n') + 4);
  const encoding = headersOf(raw)['content-transfer-encoding'];
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString().replaceAll('\r\n', '\n');
  if (encoding !== 'quoted-printable') return body.replaceAll('\r\n', '\n');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n');
}
