/**
 * The types of data the Integration Client moves. The same words stand in settings, commands, logs and the database.
 */
export const operations = [
  'sessions',
  'session-recordings',
  'command-shell-recordings',
  'show-my-screen-recordings',
  'presentations',
  'presentation-recordings',
  'site-backups',
] as const;

/** One type of data, see {@link operations}. */
export type Operation = (typeof operations)[number];

/** Operations whose item is a video that belongs to a session or a presentation. */
export type RecordingOperation =
  | 'session-recordings'
  | 'command-shell-recordings'
  | 'show-my-screen-recordings'
  | 'presentation-recordings';

/** The name of each operation as people read it, as in the original product's dialogs. */
export const operationTitles: Readonly<Record<Operation, string>> = Object.freeze({
  sessions: 'Sessions',
  'session-recordings': 'Session Recordings',
  'command-shell-recordings': 'Command Shell Recordings',
  'show-my-screen-recordings': 'Show My Screen Recordings',
  presentations: 'Presentations',
  'presentation-recordings': 'Presentation Recordings',
  'site-backups': 'Site Backups',
});

/** Whether a text is the name of an operation. */
export function isOperation(text: string): text is Operation {
  return (operations as readonly string[]).includes(text);
}
