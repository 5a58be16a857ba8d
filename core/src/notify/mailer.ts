import type { NotificationSettings } from '../configuration.js';
import { masker } from '../log/mask.js';
import { explainMailError } from './mail-errors.js';
import type { Mail } from './mail-text.js';

/** How to send mail now: everything resolved. */
export interface MailConnection extends Omit<NotificationSettings, 'enabled'> {
  /** In clear. */
  readonly password?: string;
  /** PEM text of the authorities to trust, in place of the platform's. */
  readonly ca?: string;
}

/** How long a mail server may take, in milliseconds. */
export interface MailPatience {
  /** Until there is a connection, and until the server greets. */
  readonly connect: number;
  /** Without a word in between. */
  readonly idle: number;
}

/** What the mail server said. */
export interface MailReceipt {
  /** Its answer to the mail, as it is. */
  readonly answer: string;
  readonly accepted: readonly string[];
  /** Recipients that it does not take, with its answer. */
  readonly refused: readonly { readonly address: string; readonly answer: string }[];
}

const defaultPatience: MailPatience = Object.freeze({ connect: 20_000, idle: 60_000 });

/**
 * Sends one mail to all recipients, over a connection of its own. The library is loaded with the first mail. Throws
 * UnreachableError, RetryableError and ConfigError with a code for each thing that can be wrong (see mail-errors.ts), and
 * the signal's reason.
 */
export async function sendMail(
  connection: MailConnection,
  mail: Mail,
  signal: AbortSignal,
  patience: MailPatience = defaultPatience,
): Promise<MailReceipt> {
  const { server, port, tls, username, password = '', from, to, ca } = connection;
  const mask = masker(() => [password]);
  const { createTransport } = await import('nodemailer');
  signal.throwIfAborted();
  const transport = createTransport({
    host: server.replace(/^\[(.*)\]$/, '$1'),
    port,
    secure: tls === 'tls',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    // Without it a server that offers no login would get the mail without one, and refuse it for another reason.
    ...(username === undefined ? {} : { auth: { user: username, pass: password }, forceAuth: true }),
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: patience.connect,
    greetingTimeout: patience.connect,
    dnsTimeout: patience.connect,
    socketTimeout: patience.idle,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const sent = await transport.sendMail({
      from: { name: 'Integration Client', address: from },
      to: [...to],
      subject: mail.subject,
      text: mail.text,
      // Holiday notices are not to answer (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal,
    });
    const refused = sent.rejectedErrors ?? [];
    return {
      answer: mask(sent.response),
      accepted: sent.accepted,
      refused: refused.map(({ recipient = '', response = '' }) => ({ address: recipient, answer: mask(response) })),
    };
  } catch (error) {
    signal.throwIfAborted();
    throw explainMailError(error, connection, mask);
  } finally {
    transport.close();
  }
}
