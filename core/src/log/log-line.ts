/** How grave a line is, the gravest first. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** All levels, the gravest first. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const satisfies readonly LogLevel[];

/** How a line is written. */
export type LogFormat = 'text' | 'json';

/** All forms of a line. */
export const logFormats = ['text', 'json'] as const satisfies readonly LogFormat[];

/** What one line says. */
export interface LogEntry {
  readonly time: Date;
  readonly level: LogLevel;
  /** Who speaks: a destination's name, a part of the client. */
  readonly context: string;
  readonly message: string;
}

/**
 * A line in the form of the original: `2019-10-02 13:31:00,544 [context] INFO message`, in local time. Further lines of
 * a message are indented and other control characters escaped, so that no message can look like a line of its own.
 */
export function textLine({ time, level, context, message }: LogEntry): string {
  const head = `${localTime(time)} [${escapeControls(context)}] ${level.toUpperCase()} `;
  return head + message.trimEnd().split(/\r?\n/).map(escapeControls).join('\n    ');
}

/** A line as a JSON object; its time is ISO 8601, UTC. */
export function jsonLine({ time, level, context, message }: LogEntry): string {
  return JSON.stringify({ time: time.toISOString(), level, context, message });
}

/** The time and the level of a line in either form; undefined for the further lines of a message. */
export function headOf(line: string): Pick<LogEntry, 'time' | 'level'> | undefined {
  const [, text = '', word] = line.startsWith('{')
    ? (/^\{"time":"([^"]*)","level":"([a-z]+)"/.exec(line) ?? [])
    : (/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \[.*?\] ([A-Z]+) /.exec(line) ?? []);
  const level = logLevels.find((each) => each === word?.toLowerCase());
  // Without a zone it is local time, as it was written.
  const time = new Date(text.replace(' ', 'T').replace(',', '.'));
  return level === undefined ? undefined : { time, level };
}

/** Shows control characters as `\xNN`: they could move a terminal's cursor or begin a new line. */
function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '\t' ? character : `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
}

function localTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  const clock = [two(time.getHours()), two(time.getMinutes()), two(time.getSeconds())].join(':');
  return `${date} ${clock},${String(time.getMilliseconds()).padStart(3, '0')}`;
}
