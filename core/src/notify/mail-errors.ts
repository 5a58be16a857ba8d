import { ConfigError, IntegrationError, RetryableError, UnreachableError } from '@integration-client/sdk';
import type { NodemailerError } from 'nodemailer';
import { isCertificateCode, plainText, unreachable } from '../appliance/connection-errors.js';
import type { NotificationSettings } from '../configuration.js';

/** The part of the settings that an error speaks of. */
export type MailServer = Pick<NotificationSettings, 'server' | 'port' | 'tls' | 'from' | 'username' | 'caFile'>;

/** Says in plain words why a mail was not sent, with what the server answered. `mask` takes secrets out of its answer. */
export function explainMailError(error: unknown, server: MailServer, mask: (text: string) => string): IntegrationError {
  if (error instanceof IntegrationError) return error;
  const failure = error as NodemailerError;
  const answer = failure.response === undefined ? '' : ` It answered: ${plainText(mask(failure.response))}`;
  const explained =
    connectionError(failure, server, answer) ?? loginError(failure, server, answer) ?? refusal(failure, server, answer);
  if (explained !== undefined) return explained;
  const why = plainText(mask(failure.message ?? String(error)));
  return new RetryableError(`${place(server)} did not take the mail: ${why}`, {
    code: 'mail-failed',
    hint: 'See what the mail server says about it in its own log.',
    cause: error,
  });
}

/** No connection, or one that does not speak what was expected. */
function connectionError(failure: NodemailerError, server: MailServer, answer: string): IntegrationError | undefined {
  const { code = '', originalCode = '', timeoutType, command } = failure;
  const make = (message: string, errorCode: string, hint: string) =>
    new UnreachableError(message, { code: errorCode, hint, cause: failure });
  if (code === 'EDNS' || originalCode === 'ENOTFOUND' || originalCode === 'EAI_AGAIN') {
    return make(
      `The name of the mail server cannot be looked up: ${server.server}`,
      'mail-server-unknown',
      'Check how the server is written: ic notifications set --server NAME',
    );
  }
  if (isCertificateCode(originalCode) || hasCertificateReason(failure)) {
    return make(
      `The certificate of the mail server ${server.server} is not trusted: ${plainText(tlsReason(failure))}`,
      'mail-certificate',
      server.caFile === undefined
        ? "Check the server's name. If its certificate comes from a private authority, name the authority's PEM file: ic notifications set --ca-file FILE"
        : `Check the server's name, and whether ${server.caFile} holds the authority that signed its certificate.`,
    );
  }
  if (code === 'ETLS' && command === 'STARTTLS' && answer !== '') {
    return make(
      `${place(server)} does not offer STARTTLS.${answer}`,
      'mail-starttls-missing',
      'Use the port that does (often 587), or TLS from the beginning: ic notifications set --tls tls --port 465',
    );
  }
  if (isNotTls(failure)) {
    return make(
      `${place(server)} does not speak TLS from the beginning`,
      'mail-not-tls',
      'Ask for it after the greeting, ic notifications set --tls starttls, or use the port for TLS: --port 465',
    );
  }
  if (timeoutType === 'GREETING_TIMEOUT') {
    return make(
      `${place(server)} accepts connections and says nothing`,
      'mail-no-greeting',
      server.tls === 'tls'
        ? 'Check whether a mail server listens on that port.'
        : 'It may expect TLS from the beginning: ic notifications set --tls tls',
    );
  }
  if (code === 'EPROTOCOL' && command === 'CONN') {
    return make(
      `What listens at ${server.server}:${server.port} is no mail server.${answer}`,
      'mail-not-smtp',
      'Check the port: mail servers listen on 25, 465 or 587.',
    );
  }
  if (code === 'ETIMEDOUT' || code === 'ESOCKET' || (code === 'ECONNECTION' && answer === '') || code === 'ETLS') {
    const silent = timeoutType === 'SOCKET_TIMEOUT' ? 'it stopped answering' : undefined;
    const why = unreachable[originalCode || code] ?? silent ?? plainText(failure.message);
    return make(
      `${place(server)} cannot be reached: ${why}`,
      'mail-server-unreachable',
      'Check the server and its port, the network, and the firewall between this machine and the mail server.',
    );
  }
  return undefined;
}

function loginError(failure: NodemailerError, server: MailServer, answer: string): IntegrationError | undefined {
  const { code, responseCode = 0 } = failure;
  if (code !== 'EAUTH') return undefined;
  const make = (message: string, errorCode: string, hint: string) =>
    new ConfigError(message + answer, { code: errorCode, hint, cause: failure });
  if (responseCode >= 400 && responseCode < 500) {
    return new RetryableError(`${place(server)} cannot log anybody in at the moment.${answer}`, {
      code: 'mail-login-deferred',
      hint: 'It is tried again later.',
      cause: failure,
    });
  }
  if (responseCode === 530 || responseCode === 538) {
    return make(
      `${place(server)} wants encryption before a login.`,
      'mail-login-needs-tls',
      'ic notifications set --tls starttls',
    );
  }
  if (responseCode === 0 || (responseCode >= 500 && responseCode <= 504)) {
    return make(
      `${place(server)} offers no login that the client knows.`,
      'mail-login-not-offered',
      server.tls === 'none'
        ? 'Many servers offer it only with encryption: ic notifications set --tls starttls. If none is needed: --no-username --no-password'
        : 'If the server needs no login: ic notifications set --no-username --no-password',
    );
  }
  return make(
    `${place(server)} refused the login of ${server.username ?? 'nobody'}.`,
    'mail-login-refused',
    'Check the name and the password: ic notifications set --username NAME --password -',
  );
}

/** What the server does not take: the sender, recipients, the mail itself. */
function refusal(failure: NodemailerError, server: MailServer, answer: string): IntegrationError | undefined {
  const { command, responseCode = 0, rejected = [] } = failure;
  if (responseCode === 0) return undefined;
  if (responseCode < 500) {
    return new RetryableError(`${place(server)} does not take the mail now.${answer}`, {
      code: 'mail-deferred',
      hint: 'It is tried again later.',
      cause: failure,
    });
  }
  const make = (message: string, code: string, hint: string) =>
    new ConfigError(message + answer, { code, hint, cause: failure });
  if (responseCode === 530) {
    return make(
      `${place(server)} takes mail only after a login${server.tls === 'none' ? ' or with encryption' : ''}.`,
      'mail-login-required',
      'Give a user: ic notifications set --username NAME --password -. Many servers also want --tls starttls.',
    );
  }
  if (command === 'MAIL FROM') {
    return make(
      `${place(server)} refused the sender ${server.from}.`,
      'mail-sender-refused',
      'Use an address that the server lets this user send from: ic notifications set --from ADDRESS',
    );
  }
  if (command === 'RCPT TO') {
    return make(
      `${place(server)} refused ${rejected.length > 1 ? 'all recipients' : 'the recipient'} ${rejected.join(', ')}.`,
      'mail-recipient-refused',
      'Check the addresses: ic notifications set --to ADDRESS. Servers pass mail on to other domains only for users that logged in.',
    );
  }
  return make(`${place(server)} refused the mail.`, 'mail-refused', 'See what its answer asks for.');
}

/** A TLS handshake that was answered with something else. */
function isNotTls({ originalCode = '', message }: NodemailerError): boolean {
  return (
    /WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|PACKET_LENGTH/.test(originalCode) || /wrong version number/.test(message)
  );
}

/** Of an upgrade that failed the library keeps only the message. */
function hasCertificateReason({ code, message }: NodemailerError): boolean {
  return (code === 'ETLS' || code === 'ESOCKET') && /certificate|altnames/i.test(message);
}

function tlsReason({ message }: NodemailerError): string {
  return message.replace(/^Error initiating TLS - /, '');
}

function place({ server, port }: MailServer): string {
  return `The mail server ${server}:${port}`;
}
