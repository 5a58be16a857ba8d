/** What one run of a contender took. */
export interface Measurement {
  /** Units of work that were done, in the benchmark's own unit. */
  readonly units: number;
  /** On the clock, in seconds. */
  readonly seconds: number;
  /** Of the contender's own process, on the clock, in seconds. */
  readonly cpuSeconds: number;
  /** The most resident memory that the contender's own process ever had, in bytes. */
  readonly peakBytes: number;
}

/** A way to do the work, measured in a process of its own. */
export interface Contender {
  /** In kebab-case. */
  readonly name: string;
  /** For the table. */
  readonly title: string;
  run(): Promise<Measurement>;
}

/** What the contenders of one round showed: each ran once, one after the other. */
export type Round = ReadonlyMap<string, Measurement>;

/** A figure that a benchmark is about. It is made of each round, and the median counts. */
export interface Figure {
  /** For the table: what is compared with what. */
  readonly title: string;
  of(round: Round): number;
  /** What is to be reached; absent for what only explains. */
  readonly reach?: { readonly least: number } | { readonly most: number };
}

/** How a benchmark is run. */
export interface BenchmarkOptions {
  /** Tiny sizes, that only show that everything works. */
  readonly quick: boolean;
  /**
   * An empty directory on the disk of the temporary files. Contenders leave there what they write: to remove thousands of
   * files slows what is written next, up to five times where the disk is told of what is free. All of it is removed at the end.
   */
  readonly directory: string;
}

/** Contenders that can be run, any number of times. */
export interface PreparedBenchmark {
  readonly contenders: readonly Contender[];
  /** Ends what was started, and removes what is not in the directory of the benchmark. */
  end?(): Promise<void>;
}

/** Ways to do the same work, to be compared. */
export interface Benchmark {
  /** In kebab-case: `npm run bench -- --only NAME`. */
  readonly name: string;
  /** The work, for the table. */
  readonly title: string;
  /** What is counted, in the plural: `rows`. */
  readonly unit: string;
  readonly figures: readonly Figure[];
  prepare(options: BenchmarkOptions): Promise<PreparedBenchmark>;
}
