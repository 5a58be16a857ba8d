/** How a state can break the promise. */
export type Kind = 'lost' | 'doubled' | 'half' | 'left over';

/** A broken promise. */
export interface Finding {
  readonly kind: Kind;
  /** What of which item or file. */
  readonly what: string;
}

/** What was tried, and what was found. */
export class Findings {
  /** States that were drawn and checked. */
  states = 0;
  /** Those of them that the client was run over. */
  recovered = 0;
  /** How often each kind was found. */
  readonly counts: Record<Kind, number> = { lost: 0, doubled: 0, half: 0, 'left over': 0 };
  /** The first hundred of them, each with its case. */
  readonly violations: string[] = [];

  /** Notes what was found where. */
  add(where: string, findings: readonly Finding[]): void {
    for (const { kind, what } of findings) {
      this.counts[kind] += 1;
      if (this.violations.length < 100) this.violations.push(`${kind}: ${what}; ${where}`);
    }
  }

  /** How much was found in all. */
  get broken(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** `0 lost, 0 doubled, 0 half, 0 left over; 9 recovered`. */
  get figures(): string {
    const counts = Object.entries(this.counts).map(([kind, count]) => `${count.toLocaleString('en')} ${kind}`);
    return `${counts.join(', ')}; ${this.recovered.toLocaleString('en')} recovered`;
  }
}
