import type { Store } from '@integration-client/core/store/store';

interface Kept<T> {
  readonly stamp: string;
  readonly value: T;
}

/**
 * What costs much to find out about things that seldom change, kept between processes as a fact of the settings database:
 * a value for each key, as long as its stamp stays. What could not be found out is asked again by the next process.
 */
export class StampedFact<T> {
  readonly #store: Store;
  readonly #name: string;
  readonly #asked = new Map<string, { readonly stamp: string; readonly answer: Promise<T> }>();
  #kept: Promise<Map<string, Kept<T>>> | undefined;

  constructor(store: Store, name: string) {
    this.#store = store;
    this.#name = name;
  }

  /** The value kept under this stamp, or what `ask` answers, which is then kept. Throws what `ask` throws. */
  async get(key: string, stamp: string, ask: () => Promise<T>): Promise<T> {
    const kept = (await this.#all()).get(key);
    if (kept?.stamp === stamp) return kept.value;
    let asked = this.#asked.get(key);
    if (asked?.stamp !== stamp) {
      asked = { stamp, answer: this.#ask(key, stamp, ask) };
      this.#asked.set(key, asked);
    }
    return asked.answer;
  }

  /** The value kept last, whatever its stamp. */
  async latest(key: string): Promise<T | undefined> {
    return (await this.#all()).get(key)?.value;
  }

  /** Keeps what is known already. */
  async keep(key: string, stamp: string, value: T): Promise<void> {
    const all = await this.#all();
    all.set(key, { stamp, value });
    await this.#store.saveFact(this.#name, JSON.stringify(Object.fromEntries(all)));
  }

  async #ask(key: string, stamp: string, ask: () => Promise<T>): Promise<T> {
    const value = await ask();
    await this.keep(key, stamp, value);
    return value;
  }

  #all(): Promise<Map<string, Kept<T>>> {
    this.#kept ??= this.#load();
    return this.#kept;
  }

  async #load(): Promise<Map<string, Kept<T>>> {
    try {
      return new Map(Object.entries(JSON.parse((await this.#store.fact(this.#name)) ?? '{}')));
    } catch {
      return new Map();
    }
  }
}
