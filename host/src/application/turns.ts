import type { TurnSource } from '@integration-client/core/transfer/leased-turns';

/** Deliveries side by side from one site, and on this host. To a destination: what its plugin says. */
const fromOneSite = 16;
const onThisHost = 32;

/** Between which places a transfer delivers. */
export interface Places {
  readonly site: string;
  readonly destination: string;
  /** How many deliveries the destination bears side by side, whichever transfers they are of. */
  readonly concurrency: number;
}

interface Waiting {
  readonly places: Places;
  readonly begin: () => void;
}

/** The turns of one transfer. */
export interface TransferTurns extends TurnSource {
  /** Gives all of them back, and those it waits for: the transfer has ended, or its process has. */
  end(): void;
}

/** Lets the deliveries of all transfers on this host begin: first come, first served, as far as the limits allow. */
export class HostTurns {
  readonly #taken = new Map<string, number>();
  #waiting: Waiting[] = [];

  /** The turns of a transfer that begins. */
  of(places: Places): TransferTurns {
    let taken = 0;
    let hasEnded = false;
    const giveTurnBack = async () => {
      if (taken === 0) return;
      taken -= 1;
      this.#count(places, -1);
      this.#serve();
    };
    const takeTurn = () =>
      new Promise<void>((resolve, reject) => {
        if (hasEnded) return reject(new Error('the transfer has ended'));
        const begin = () => {
          taken += 1;
          this.#count(places, 1);
          resolve();
        };
        this.#waiting.push({ places, begin });
        this.#serve();
      });
    const end = () => {
      hasEnded = true;
      this.#waiting = this.#waiting.filter((one) => one.places !== places);
      while (taken > 0) void giveTurnBack();
    };
    return { takeTurn, giveTurnBack, end };
  }

  /** Who waits for one place does not hold up those who come after it and go to another. */
  #serve(): void {
    const still: Waiting[] = [];
    for (const one of this.#waiting) {
      if (this.#isFree(one.places)) one.begin();
      else still.push(one);
    }
    this.#waiting = still;
  }

  #isFree(places: Places): boolean {
    return limitsOf(places).every(([name, most]) => (this.#taken.get(name) ?? 0) < most);
  }

  #count(places: Places, change: 1 | -1): void {
    for (const [name] of limitsOf(places)) {
      const taken = (this.#taken.get(name) ?? 0) + change;
      if (taken === 0) this.#taken.delete(name);
      else this.#taken.set(name, taken);
    }
  }
}

function limitsOf({ site, destination, concurrency }: Places): readonly (readonly [string, number])[] {
  return [
    ['host', onThisHost],
    [`site ${site}`, fromOneSite],
    [`destination ${destination}`, concurrency],
  ];
}
