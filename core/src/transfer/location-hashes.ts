import { createHash } from 'node:crypto';

/**
 * A set of texts of which only 48 bits each are kept, so that a million take 8 MB. With a million in it and a million
 * others looked for, a single one of these is taken for one of it once in 300 times.
 */
export class LocationHashes {
  #hashes: Float64Array;
  #count = 0;
  #isSorted = true;

  /** @param expected about how many there will be */
  constructor(expected: number) {
    this.#hashes = new Float64Array(Math.max(1_000, expected));
  }

  add(hash: number): void {
    if (this.#count === this.#hashes.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#count++] = hash;
    this.#isSorted = false;
  }

  has(hash: number): boolean {
    if (!this.#isSorted) this.#hashes.subarray(0, this.#count).sort();
    this.#isSorted = true;
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#hashes[middle] ?? 0) < hash) low = middle + 1;
      else high = middle;
    }
    return low < this.#count && this.#hashes[low] === hash;
  }
}

/** The first 48 bits of a text's SHA-256. */
export function locationHash(location: string): number {
  return createHash('sha256').update(location).digest().readUIntBE(0, 6);
}
