/** One step of a test of a site or destination. */
export interface CheckStep {
  /** What was tried: "Log in". */
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or what is wrong. */
  readonly detail: string;
  readonly hint?: string;
}

/** What testing a site or destination found; steps after a failed one are left out. */
export interface CheckReport {
  readonly ok: boolean;
  /** False when the first failed step was that the place could not be reached. */
  readonly reachable: boolean;
  readonly steps: readonly CheckStep[];
  readonly warnings: readonly string[];
}
