import { ConfigError, RetryableError, UnreachableError } from '@integration-client/sdk';

/** What a status of the storage means for the client. `said` is the code that its answer has, such as `SlowDown`. */
export function statusError(place, status, said, retryAfter) {
  const message = `${place} answered ${status}${said === undefined ? '' : ` ${said}`}`;
  if (status === 429 || status === 408 || status === 409 || status >= 500) {
    const seconds = /^\d+$/.test(retryAfter ?? '') ? { retryAfter: Number(retryAfter) } : {};
    const hint = 'It is tried again. If it stays, see the status of the storage.';
    return new RetryableError(message, { code: 'storage-busy', hint, ...seconds });
  }
  if (status === 401 || status === 403) {
    return new ConfigError(message, {
      code: 'storage-refused',
      hint: 'Check the keys, the region, the rights on the bucket, and the clock of this machine.',
    });
  }
  if (status === 404) {
    return new ConfigError(message, {
      code: 'bucket-missing',
      hint: 'Make the bucket, or correct its name and the endpoint.',
    });
  }
  return new ConfigError(message, { code: 'storage-rejects', hint: 'Check the endpoint and the region.' });
}

/** What a failed connection means for the client. */
export function connectionError(place, cause) {
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(String(cause.code))) {
    return new ConfigError(`The certificate of ${place} cannot be trusted (${cause.code})`, {
      code: 'certificate-refused',
      hint: 'Give the CA file of a private authority, or have the certificate renewed.',
      cause,
    });
  }
  return new UnreachableError(`${place} cannot be reached (${cause.code ?? cause.name})`, {
    code: 'storage-unreachable',
    hint: 'Check the endpoint, the network and the storage.',
    cause,
  });
}
