/** What one program at a time has, of all that use a settings database. It goes when its program does. */
export interface Lease {
  /** Aborted when it was lost, and another program may have it: its connection to the server broke. */
  readonly lost: AbortSignal;
  /** May be called twice, and after it was lost. */
  release(): Promise<void>;
}

/** Gives leases by name. */
export interface Leases {
  /** Whether other programs can have them, too. */
  readonly areShared: boolean;
  /** Nothing where somebody else has it, or this program has it already. */
  take(name: string): Promise<Lease | undefined>;
  /** Whether another program has it now. */
  isHeldElsewhere(name: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Of a settings database in a file: its home has one host, see `control/home-lock.ts`. */
export class HomeLeases implements Leases {
  readonly areShared = false;
  readonly #held = new Map<string, Lease>();

  async take(name: string): Promise<Lease | undefined> {
    if (this.#held.has(name)) return undefined;
    const lease: Lease = {
      lost: new AbortController().signal,
      release: async () => {
        if (this.#held.get(name) === lease) this.#held.delete(name);
      },
    };
    this.#held.set(name, lease);
    return lease;
  }

  async isHeldElsewhere(): Promise<boolean> {
    return false;
  }

  async close(): Promise<void> {}
}
