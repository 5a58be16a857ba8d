import type { NotificationSettings } from '../configuration.js';

/** An error that mail tells of, until it was told that it is over. Times are ISO 8601, UTC. */
export interface IncidentView {
  /** Without a site and a destination: the schedule as a whole. Without a schedule: the host itself. */
  readonly schedule?: string;
  readonly site?: string;
  readonly destination?: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly since: string;
  readonly last: string;
  /** In how many runs it occurred. */
  readonly occurrences: number;
  /** Absent: it goes on. */
  readonly recovered?: string;
  /** When a mail told of it last. Absent: none has yet. */
  readonly told?: string;
}

/** How mail is set up, and what it has to tell. */
export interface NotificationReport {
  /** Secrets are references, or read `stored:`. Absent: nothing is set. */
  readonly settings?: NotificationSettings;
  readonly incidents: readonly IncidentView[];
  /** When mails went out in the last 24 hours. ISO 8601, UTC. */
  readonly sent: readonly string[];
}
