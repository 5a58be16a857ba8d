import { createHash } from 'node:crypto';

/** Bytes of a part: the storages take 5 MiB and more, and at most 10,000 parts, which makes 80 GB. One is held in memory. */
const partSize = 8 * 1024 * 1024;

/** Milliseconds to clean up after a failure. */
const cleaning = 5_000;

/**
 * Stores a stream as one object: at once where it is small, else in parts, which become an object only when all are there.
 * Answers its size and hash. The stream's own errors pass unchanged.
 */
export async function uploadStream(bucket, name, open, signal) {
  const hash = createHash('sha256');
  let bytes = 0;
  let upload;
  const tags = [];
  try {
    for await (const part of partsOf(await open())) {
      hash.update(part);
      bytes += part.length;
      if (upload === undefined && part.length < partSize) await bucket.put(name, part, signal);
      else {
        upload ??= await bucket.begin(name, signal);
        tags.push(await bucket.putPart(name, upload, tags.length + 1, part, signal));
      }
    }
    if (upload !== undefined) await bucket.complete(name, upload, tags, signal);
  } catch (error) {
    // The error of the delivery counts. What stays of an upload, the bucket's own rules remove.
    if (upload !== undefined) await bucket.abort(name, upload, AbortSignal.timeout(cleaning)).catch(() => undefined);
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A stream in parts of one size, the last one smaller; one empty part where it is empty. */
async function* partsOf(stream) {
  let pieces = [];
  let held = 0;
  let count = 0;
  for await (const piece of stream) {
    for (let from = 0; from < piece.length; ) {
      const taken = piece.subarray(from, from + partSize - held);
      pieces.push(taken);
      held += taken.length;
      from += taken.length;
      if (held < partSize) continue;
      const part = Buffer.concat(pieces);
      pieces = [];
      held = 0;
      count += 1;
      yield part;
    }
  }
  if (held > 0 || count === 0) yield Buffer.concat(pieces);
}
