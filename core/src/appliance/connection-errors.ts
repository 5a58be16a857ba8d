import { IntegrationError, RetryableError, UnreachableError } from '@integration-client/sdk';

const untrustedCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'HOSTNAME_MISMATCH',
]);

/** What codes of Node and undici mean when no connection came about. */
export const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset before an answer came',
  RESET: 'the connection was reset before an answer came',
  EPIPE: 'the connection was closed before an answer came',
  UND_ERR_SOCKET: 'the connection was closed before an answer came',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'its name could not be looked up',
  ETIMEDOUT: 'no connection came about in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to its network',
  EPROTO: 'it does not speak TLS on this port',
};

/** The stable code that Node or undici gave an error, or an empty text. */
export function systemCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** Whether a code of Node says that a certificate is not trusted. */
export function isCertificateCode(code: string): boolean {
  return untrustedCodes.has(code) || code.startsWith('CERT_');
}

/** Makes an error that came before an answer one of the sdk's. Messages hold the host and what happened, nothing sent. */
export function explainNoAnswer(error: unknown, host: string): IntegrationError {
  if (error instanceof IntegrationError) return error;
  const code = systemCode(error);
  if (isCertificateCode(code)) {
    return new UnreachableError(`The certificate of ${host} is not trusted: ${plainText((error as Error).message)}`, {
      code: 'appliance-certificate',
      hint: "Check the host's name. If the appliance has a certificate of a private authority, name the authority's PEM file as caFile of the site.",
      cause: error,
    });
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT') {
    return new RetryableError(`${host} did not begin to answer in time`, {
      code: 'answer-timeout',
      hint: 'The appliance may be busy. It is asked again later.',
      cause: error,
    });
  }
  const what =
    unreachable[code] ?? (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') ? unreachable.EPROTO : undefined);
  // The parser gives its errors a code only for some versions of HTTP that is wrong.
  const isNotHttp =
    code.startsWith('UND_ERR') || code.startsWith('HPE_') || (error as Error).name === 'HTTPParserError';
  if (what !== undefined || !isNotHttp) {
    return new UnreachableError(`${host} cannot be reached: ${what ?? plainText((error as Error).message)}`, {
      code: 'appliance-unreachable',
      hint: "Check the site's host and port, the network and the firewall between this machine and the appliance.",
      cause: error,
    });
  }
  const why = code === '' ? plainText((error as Error).message) : code;
  return new RetryableError(`The answer of ${host} is not proper HTTP (${why})`, {
    code: 'answer-not-http',
    hint: 'Check that the host is the appliance, and whether a proxy stands between.',
    cause: error,
  });
}

/** Makes an error in the middle of a body one of the sdk's. */
export function explainBrokenBody(error: unknown, host: string, cutShortCode: string): IntegrationError {
  if (error instanceof IntegrationError) return error;
  const code = systemCode(error);
  const message = code === '' && error instanceof Error ? error.message : `the connection broke (${code})`;
  const why = code === 'UND_ERR_BODY_TIMEOUT' ? 'nothing came for too long' : message;
  return new RetryableError(`The answer of ${host} is not whole: ${plainText(why)}`, {
    code: cutShortCode,
    hint: 'It is tried again. If it happens often, check the network and any proxy between this machine and the appliance.',
    cause: error,
  });
}

/** A text from outside, fit for a message: one line, at most 200 characters, nothing that a terminal would obey. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
