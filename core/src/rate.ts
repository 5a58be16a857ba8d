/** Milliseconds that a rate looks back. */
const span = 5_000;

/** How fast something grows just now, so that what stands still is seen to. */
export class Rate {
  readonly #samples: { readonly at: number; readonly value: number }[] = [];

  /** @param at milliseconds of any clock that goes steadily */
  add(value: number, at: number): void {
    this.#samples.push({ at, value });
  }

  /** A second; nothing while it is too early to tell. */
  perSecond(now: number): number | undefined {
    while ((this.#samples[1]?.at ?? now) < now - span) this.#samples.shift();
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || now - first.at < 1000) return undefined;
    // A download that begins anew takes back what it had.
    return Math.max(0, last.value - first.value) / ((now - first.at) / 1000);
  }
}
