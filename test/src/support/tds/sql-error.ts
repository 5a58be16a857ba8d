/** An error as a SQL Server sends it. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  /** The number programs go by. */
  readonly number: number;
  /** What is said beside the number: which of several places raised it. */
  readonly state: number;
  /** The severity: up to 16 the statement's fault, from 17 the server's, from 20 the connection ends. */
  readonly severity: number;

  constructor(number: number, message: string) {
    super(message);
    this.number = number;
    [this.severity, this.state] = severities[number] ?? [16, 1];
  }
}

/** Severity and state by number, where they are not 16 and 1. */
const severities: Readonly<Record<number, readonly [number, number]>> = {
  102: [15, 1],
  137: [15, 2],
  156: [15, 1],
  229: [14, 5],
  262: [14, 1],
  300: [14, 1],
  515: [16, 2],
  547: [16, 0],
  701: [17, 123],
  911: [16, 1],
  916: [14, 1],
  1105: [17, 2],
  1205: [13, 51],
  1222: [16, 45],
  1801: [16, 3],
  2601: [14, 1],
  2627: [14, 1],
  2714: [16, 6],
  4060: [11, 1],
  9002: [17, 2],
  17830: [20, 1],
  18452: [14, 1],
  18456: [14, 1],
  40197: [20, 1],
  40501: [20, 1],
  40613: [17, 1],
};
