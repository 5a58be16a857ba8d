import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type * as Winston from 'winston';
import type DailyRotateFile from 'winston-daily-rotate-file';
import { type LogName, logFileNames, tidyLogFiles } from './log-files.js';

/** Which files, and how long they stay. */
export interface LogFileOptions {
  readonly directory: string;
  readonly name: LogName;
  readonly retentionDays: number;
  /** Of all files together, the oldest go first. */
  readonly totalBytes: number;
}

/** A day's file goes on in another one when it has this part of all bytes. */
const filesInTotal = 10;

/** After files could not be written (a full disk), they are opened anew after so many milliseconds at the earliest. */
const reopenAfter = 5_000;

/**
 * Appends lines to a file a day, and to further ones when it gets large; `ic-log.txt` links to today's where the platform lets it. Loads winston with the first
 * line, since that takes 0.1 s. What goes wrong is told on standard error, and the lines of that time are lost.
 */
export class LogFileWriter {
  readonly #options: LogFileOptions;
  #logger: Winston.Logger | undefined;
  #files: DailyRotateFile | undefined;
  #failedAt: number | undefined;
  /** Lines that the library holds, and files that are not closed yet. */
  #lines = 0;
  #open = 0;
  #settle: () => void = () => undefined;

  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  write(line: string): void {
    if (this.#failedAt !== undefined && Date.now() - this.#failedAt < reopenAfter) return;
    try {
      if (this.#files === undefined) this.#openFiles();
      this.#lines += 1;
      this.#logger?.info(line);
    } catch (error) {
      this.#failed(error as Error);
    }
  }

  /** Resolves when every line is on disk. The library's own events come before that. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#settle = () => {
        // After a failure nobody takes the lines any more.
        if (this.#files !== undefined && this.#lines > 0) return;
        this.#closeFiles();
        if (this.#open === 0) resolve();
      };
      this.#settle();
    });
  }

  #openFiles(): void {
    const require = createRequire(import.meta.url);
    const winston = require('winston') as typeof Winston;
    const Rotating = require('winston-daily-rotate-file') as typeof DailyRotateFile;
    const fileName = logFileNames[this.#options.name];
    const files = new Rotating({
      dirname: this.#options.directory,
      filename: `${fileName}-%DATE%`,
      extension: '.txt',
      datePattern: 'YYYY-MM-DD',
      maxSize: Math.ceil(this.#options.totalBytes / filesInTotal),
      createSymlink: true,
      symlinkName: `${fileName}.txt`,
      options: { flags: 'a', mode: 0o640, flush: true },
    });
    // The stream beneath has the events that tell when a file is closed; without a listener its errors end the process.
    const { logStream } = files as unknown as { logStream: EventEmitter };
    logStream.on('error', (error: Error) => this.#failed(error));
    logStream.on('rotate', () => this.#opened());
    logStream.on('close', () => {
      this.#open -= 1;
      this.#settle();
    });
    files.on('logged', () => {
      this.#lines -= 1;
      this.#settle();
    });
    this.#opened();
    this.#files = files;
    this.#failedAt = undefined;
    this.#logger ??= winston.createLogger({ format: winston.format.printf(({ message }) => String(message)) });
    this.#logger.add(files);
  }

  #opened(): void {
    this.#open += 1;
    const { directory, name, retentionDays, totalBytes } = this.#options;
    const keep = { days: retentionDays, bytes: totalBytes - Math.ceil(totalBytes / filesInTotal) };
    // Where the directory cannot be read, writing fails too and tells why.
    tidyLogFiles(directory, name, keep, new Date()).catch(() => undefined);
  }

  #failed(error: Error): void {
    this.#failedAt = Date.now();
    process.stderr.write(`warning: the log in ${this.#options.directory} cannot be written: ${error.message}\n`);
    this.#closeFiles();
    this.#settle();
  }

  #closeFiles(): void {
    const files = this.#files;
    this.#files = undefined;
    if (files !== undefined) this.#logger?.remove(files);
  }
}
