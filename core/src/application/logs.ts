import type { LogLevel } from '../log/log-line.js';

/** Which lines of which log. */
export interface LogQuery {
  /** `ic`: the tool's own; `service`: the scheduler's. */
  readonly log: 'ic' | 'service';
  /** Newest lines to begin with. Absent: all. */
  readonly lines?: number;
  readonly follow: boolean;
  /** This level and graver. */
  readonly level?: LogLevel;
  /** Not before this time. ISO 8601. */
  readonly since?: string;
  /** Messages that hold this text, in whatever case. */
  readonly text?: string;
}

/** A line of a log. */
export interface LogLine {
  readonly text: string;
}
