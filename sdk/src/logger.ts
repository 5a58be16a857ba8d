/** Writes to the host's log, under the destination's name. Secrets of the settings are masked by the host. */
export interface Logger {
  /** For whoever looks for a fault; not kept by default. */
  debug(message: string): void;
  /** What happened, where people may want to know it: made the tables, removed an old backup. */
  info(message: string): void;
  /** What may need attention though the work goes on. */
  warn(message: string): void;
  /** What failed. Not what is thrown: the host logs that. */
  error(message: string): void;
}
