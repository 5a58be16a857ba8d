import { once } from 'node:events';
import { Readable } from 'node:stream';
import { RetryableError } from '@integration-client/sdk';
import type { Clock } from '../clock.js';
import { type LeastThroughput, ThroughputWatchdog } from './throughput-watchdog.js';

/** How many bytes are looked at to tell what a body is. */
const headBytes = 1024;

/** So much is read ahead, in bytes: a reader that writes to disk gets several chunks at once. */
export const readAhead = 1024 * 1024;

interface AnswerBodyOptions {
  /** The name of the host, for messages. */
  readonly host: string;
  readonly clock: Clock;
  readonly least: LeastThroughput;
  /** Told of the bytes as they come. */
  readonly onChunk?: (chunk: Buffer) => void;
  /** Makes an error of the connection one for people. */
  readonly explain: (error: unknown) => unknown;
  /** Throws when the body ended and is not whole. */
  readonly checkEnd: () => void;
  /** Called once, when the body was read or given up. */
  readonly onClose: () => void;
}

/** The bytes of an answer. Fails with the sdk's errors when they are cut short or come too slowly. */
export class AnswerBody extends Readable {
  readonly #source: Readable;
  readonly #options: AnswerBodyOptions;
  readonly #watchdog: ThroughputWatchdog;
  #head: Buffer | undefined = Buffer.alloc(0);
  #ended = false;
  #received = 0;

  constructor(source: Readable, options: AnswerBodyOptions) {
    super({ highWaterMark: readAhead });
    this.#source = source;
    this.#options = options;
    this.#watchdog = new ThroughputWatchdog(options.clock, options.least, () =>
      this.destroy(
        new RetryableError(
          `${options.host} sent less than ${options.least.bytes} bytes in ${options.least.seconds} s`,
          {
            code: 'download-too-slow',
            hint: 'Check the connection between this machine and the appliance. The download is tried again.',
          },
        ),
      ),
    );
    // The reader may come later than the failure, which must not end the process; it meets the error when it reads.
    this.on('error', () => {});
    source.on('data', (chunk: Buffer) => this.#take(chunk));
    source.on('end', () => this.#end());
    source.on('error', (error) => this.destroy(options.explain(error) as Error));
    source.on('close', () => {
      if (!this.#ended && !this.destroyed)
        this.destroy(options.explain(new Error('the connection was closed')) as Error);
    });
  }

  /** The first bytes, up to 1 KiB, without taking them from the stream. Throws what the stream fails with. */
  async head(): Promise<Buffer> {
    while (this.#head !== undefined && this.#head.length < headBytes && !this.#ended) {
      if (this.errored) throw this.errored;
      await once(this, 'head');
    }
    return this.#head ?? Buffer.alloc(0);
  }

  /** Bytes that have come so far. */
  get received(): number {
    return this.#received;
  }

  #take(chunk: Buffer): void {
    this.#received += chunk.length;
    this.#options.onChunk?.(chunk);
    this.#watchdog.received(chunk.length);
    if (this.#head !== undefined && this.#head.length < headBytes) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, headBytes - this.#head.length)]);
      this.emit('head');
    }
    if (!this.push(chunk)) {
      this.#watchdog.hold();
      this.#source.pause();
    }
  }

  #end(): void {
    try {
      this.#options.checkEnd();
    } catch (error) {
      this.destroy(error as Error);
      return;
    }
    this.#ended = true;
    this.#watchdog.stop();
    this.push(null);
    this.emit('head');
  }

  override _read(): void {
    this.#watchdog.release();
    this.#source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#watchdog.stop();
    this.#source.destroy();
    this.#options.onClose();
    callback(error);
  }
}
