import { createHash } from 'node:crypto';

/** Slots to begin with; a power of two, as it stays when they are doubled. */
const firstSlots = 1024;

/**
 * Remembers hundreds of thousands of keys in 16 to 32 bytes each, where a set of texts takes ten times as much. Of a key
 * 53 bits of its hash are kept: among a million keys two are taken for one with a chance of 1 in 10,000. Good for counts.
 */
export class KeySet {
  /** Hashes, each at the first free slot from the one that it points to. 0: free. */
  #slots = new Float64Array(firstSlots);
  #size = 0;

  /** Adds a key; answers whether it was new. */
  add(key: string): boolean {
    const hash = hashOf(key);
    const slot = this.#find(hash);
    if (this.#slots[slot] === hash) return false;
    this.#slots[slot] = hash;
    this.#size++;
    if (this.#size > this.#slots.length / 2) this.#grow();
    return true;
  }

  /** The slot that has a hash, or the one where it belongs. */
  #find(hash: number): number {
    let slot = hash % this.#slots.length;
    while (this.#slots[slot] !== 0 && this.#slots[slot] !== hash) slot = (slot + 1) % this.#slots.length;
    return slot;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Float64Array(before.length * 2);
    for (const hash of before) if (hash !== 0) this.#slots[this.#find(hash)] = hash;
  }
}

/** A whole number from 1 to 2^53 - 1. */
function hashOf(key: string): number {
  const digest = createHash('sha256').update(key).digest();
  return digest.readUIntBE(0, 6) * 32 + (digest.readUInt8(6) & 31) || 1;
}
