import { createHash } from 'node:crypto';

/** Whose a content is. */
export interface Version {
  /** The item's key. */
  readonly key: string;
  /** 0 for the first one, and so on. */
  readonly number: number;
}

const hashes = new WeakMap<Buffer, string>();

/** Every content that was ever handed to a destination, and whose it was. */
export class KnownContents {
  readonly #versions = new Map<string, Version>();
  readonly #counts = new Map<string, number>();

  /** Notes what an item is now. */
  note(key: string, content: Uint8Array): void {
    const hash = createHash('sha256').update(content).digest('hex');
    if (this.#versions.has(hash)) return;
    const number = this.#counts.get(key) ?? 0;
    this.#versions.set(hash, { key, number });
    this.#counts.set(key, number + 1);
  }

  /** Whose a content is that has this SHA-256. */
  withHash(hash: string): Version | undefined {
    return this.#versions.get(hash);
  }

  /** Whose a content is; undefined for half ones and any other that was never handed out. */
  of(content: Buffer): Version | undefined {
    // Most states have most of their buffers in common.
    let hash = hashes.get(content);
    if (hash === undefined) {
      hash = createHash('sha256').update(content).digest('hex');
      hashes.set(content, hash);
    }
    return this.#versions.get(hash);
  }
}
