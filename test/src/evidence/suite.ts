/** How a suite is run. */
export interface EvidenceOptions {
  /** Decides everything that is drawn: the same seed tries the same cases. */
  readonly seed: number;
  /** Only a part that takes seconds, as `npm test` runs it. */
  readonly quick: boolean;
  /** Says how far it is, for a person who waits. */
  readonly progress: (text: string) => void;
}

/** What a suite found. */
export interface EvidenceResult {
  /** How many cases were tried. */
  readonly cases: number;
  /** What was measured beside the cases, for the table: `0 lost, 0 doubled, 0 half`. */
  readonly figures: string;
  /** Each names a case and how to repeat it. Empty: the promise held. */
  readonly violations: readonly string[];
}

/** One way in which the promise is tried. */
export interface EvidenceSuite {
  /** In kebab-case: `npm run evidence -- --suite NAME`. */
  readonly name: string;
  /** What is tried, for the table. */
  readonly title: string;
  /** The least number of cases of a whole run. */
  readonly least: number;
  run(options: EvidenceOptions): Promise<EvidenceResult>;
}
