import { createHash, createHmac } from 'node:crypto';

/** SHA-256 in hex. */
export function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}

/** Text as paths and queries have it in AWS Signature Version 4: all but unreserved characters as `%XX`. */
export function encoded(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * The headers that make a request one of the owner of a key, by AWS Signature Version 4.
 * @param request `method`, `host`, `path` (encoded), `query` (names and values), `headers` (lower case), `payload` (its sha256)
 * @param time when the request is made
 */
export function signed(
  { method, host, path, query = {}, headers = {}, payload },
  { accessKeyId, secretAccessKey, region },
  time,
) {
  const stamp = time.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const all = { ...headers, host, 'x-amz-content-sha256': payload, 'x-amz-date': stamp };
  const names = Object.keys(all).sort();
  const canonical = [
    method,
    path,
    queryText(query),
    ...names.map((name) => `${name}:${String(all[name]).trim()}`),
    '',
    names.join(';'),
    payload,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { ...all, authorization };
}

/** A query as it is signed and sent: by name. */
export function queryText(query) {
  return Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(String(value))}`)
    .sort()
    .join('&');
}

function hmac(key, text) {
  return createHmac('sha256', key).update(text).digest();
}
