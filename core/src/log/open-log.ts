import { EOL } from 'node:os';
import type { Logger } from '@integration-client/sdk';

import { LogFileWriter } from './log-file-writer.js';
import type { LogName } from './log-files.js';
import { jsonLine, type LogFormat, type LogLevel, logLevels, textLine } from './log-line.js';
import { masker } from './mask.js';

/** Where a log goes, and what it says. */
export interface LogOptions {
  /** Made when the first line is written. */
  readonly directory: string;
  readonly name: LogName;
  /** What is graver than this, and this, is written. */
  readonly level: LogLevel;
  /** Files of days that lie more than so many days back are removed. */
  readonly retentionDays: number;
  readonly format: LogFormat;
  /** All files of the log take at most so many bytes; the oldest go first. */
  readonly totalBytes: number;
  /** Writes every line to standard error too. */
  readonly console?: boolean;
  /** Texts that are masked wherever they occur. */
  readonly secrets: () => readonly string[];
}

/** An open log. Nothing that goes wrong with its files stops the client: it is told once on standard error. */
export interface Log {
  /** A logger whose lines name this context. */
  logger(context: string): Logger;
  /** Holds from the next line on. */
  setLevel(level: LogLevel): void;
  /** Holds from the next line on. */
  setFormat(format: LogFormat): void;
  /** Resolves when every line is on disk. Later lines are lost. May be called again. */
  close(): Promise<void>;
}

/** Opens a log. Files and the library that writes them are opened with the first line. */
export function openLog(options: LogOptions): Log {
  const mask = masker(options.secrets);
  let format = options.format;
  let level = options.level;
  let writer: LogFileWriter | undefined;
  let closed: Promise<void> | undefined;

  function write(lineLevel: LogLevel, context: string, message: string): void {
    if (closed !== undefined || logLevels.indexOf(lineLevel) > logLevels.indexOf(level)) return;
    const form = format === 'json' ? jsonLine : textLine;
    const line = form({ time: new Date(), level: lineLevel, context: mask(context), message: mask(message) });
    writer ??= new LogFileWriter(options);
    writer.write(line);
    if (options.console === true) process.stderr.write(line + EOL);
  }

  return {
    logger: (context) => ({
      debug: (message) => write('debug', context, message),
      info: (message) => write('info', context, message),
      warn: (message) => write('warn', context, message),
      error: (message) => write('error', context, message),
    }),
    setLevel(newLevel) {
      level = newLevel;
    },
    setFormat(newFormat) {
      format = newFormat;
    },
    close() {
      closed ??= writer?.close() ?? Promise.resolve();
      return closed;
    },
  };
}
