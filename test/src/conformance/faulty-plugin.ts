import { createHash, randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import {
  ConfigError,
  type DeliveryRecord,
  type Destination,
  type Disk,
  definePlugin,
  type Holding,
  type Item,
  isDocument,
  type Logger,
  makeDirectoryDurably,
  type Receipt,
  RetryableError,
  Tokens,
  UnreachableError,
} from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';

// A plugin that keeps the contract, but for the one fault that its address names: `faulty-plugin.js?fault=forgets`.

/** Every way in which it can break the contract. */
export type Fault =
  | 'batch-in-parts'
  | 'buffers-streams'
  | 'check-writes'
  | 'close-once'
  | 'default-invalid'
  | 'forgets'
  | 'ignores-changes'
  | 'ignores-signal'
  | 'keeps-half'
  | 'leaks-files'
  | 'leaks-timers'
  | 'locations-unfinished'
  | 'logs-what-it-throws'
  | 'name-each-time'
  | 'name-without-case'
  | 'path-from-id'
  | 'plain-errors'
  | 'pollutes'
  | 'receipt-of-nothing'
  | 'retries'
  | 'secret-in-log'
  | 'stores-at-close'
  | 'takes-anything'
  | 'verify-trusts'
  | 'version-2'
  | 'wraps-errors';

const fault = new URL(import.meta.url).searchParams.get('fault') as Fault | null;

/** Lets go of what the two faults that leak have left open. */
export const leaked: (() => unknown)[] = [];

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

interface Settings {
  readonly directory: string;
  readonly token: string;
  readonly retries: number;
}

@injectable()
class FaultyDestination implements Destination {
  readonly #late: (() => Promise<void>)[] = [];
  #closed = false;

  constructor(
    @inject(Tokens.Settings) readonly settings: Settings,
    @inject(Tokens.Disk) readonly disk: Disk,
    @inject(Tokens.Logger) readonly log: Logger,
  ) {
    if (fault === 'secret-in-log') log.debug(`token ${settings.token}`);
    if (fault === 'leaks-timers')
      leaked.push(
        clearInterval.bind(
          undefined,
          setInterval(() => undefined, 60_000),
        ),
      );
  }

  async check(): Promise<void> {
    await this.#trying(() => this.disk.list(dirname(this.settings.directory)));
    if (fault === 'check-writes') await this.#usable();
  }

  async deliver(item: Item, signal: AbortSignal): Promise<Receipt> {
    if (fault !== 'ignores-signal') signal.throwIfAborted();
    if (item.operation !== 'sessions' && item.operation !== 'session-recordings' && fault !== 'takes-anything') {
      throw new ConfigError(`${item.operation} cannot be stored`, { code: 'not-stored', hint: 'Leave it out.' });
    }
    await this.#usable();
    const location = join(this.settings.directory, this.#nameOf(item));
    const before = await this.disk.stat(location);
    if (fault === 'pollutes') Object.assign(Object.prototype, { [item.key]: 1 });
    if (before !== undefined && fault === 'ignores-changes') {
      const content = await this.disk.read(location);
      return { outcome: 'skipped', location, bytes: content.length, sha256: sha256(content) };
    }
    const measured = { bytes: 0, hash: createHash('sha256') };
    await this.#write(location, this.#content(item, signal, measured));
    return {
      outcome: before === undefined ? 'stored' : 'replaced',
      location,
      bytes: measured.bytes,
      sha256: fault === 'receipt-of-nothing' ? sha256('') : measured.hash.digest('hex'),
    };
  }

  async deliverMany(items: readonly Item[], signal: AbortSignal): Promise<readonly Receipt[]> {
    signal.throwIfAborted();
    if (fault !== 'batch-in-parts') for (const item of items) if (isDocument(item)) void item.xml.length;
    const receipts: Receipt[] = [];
    for (const item of items) receipts.push(await this.deliver(item, signal));
    return receipts;
  }

  async verify(deliveries: readonly DeliveryRecord[]): Promise<readonly Holding[]> {
    const holdings: Holding[] = [];
    for (const { receipt } of deliveries) {
      const there = (await this.disk.stat(receipt.location)) !== undefined;
      const isSame = there && sha256(await this.disk.read(receipt.location)) === receipt.sha256;
      holdings.push(!there ? 'missing' : isSame || fault === 'verify-trusts' ? 'intact' : 'changed');
    }
    return holdings;
  }

  async *locations(): AsyncGenerator<string> {
    const entries = await this.disk.list(this.settings.directory).catch(() => []);
    for (const { name } of entries) if (!name.endsWith('.part')) yield join(this.settings.directory, name);
    if (fault === 'locations-unfinished') yield join(this.settings.directory, 'x.part');
  }

  async close(): Promise<void> {
    if (this.#closed && fault === 'close-once') throw new Error('closed already');
    this.#closed = true;
    for (const write of this.#late) await write();
  }

  async #usable(): Promise<void> {
    await this.#trying(() => makeDirectoryDurably(this.disk, this.settings.directory));
  }

  async #trying(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      if (fault === 'plain-errors') throw cause;
      const error = new UnreachableError('The directory cannot be used', {
        code: 'no-directory',
        hint: 'Look.',
        cause,
      });
      if (fault === 'logs-what-it-throws') this.log.error(error.message);
      throw error;
    }
  }

  #nameOf({ key, ...item }: Item): string {
    if (fault === 'name-each-time') return randomUUID();
    if (fault === 'name-without-case') return sha256(key.toLowerCase());
    if (fault === 'path-from-id' && 'session' in item) return item.session.lsid.replaceAll('\0', '').slice(0, 200);
    return sha256(key);
  }

  async *#content(
    item: Item,
    signal: AbortSignal,
    measured: { bytes: number; readonly hash: ReturnType<typeof createHash> },
  ): AsyncGenerator<Uint8Array> {
    const gathered: Uint8Array[] = [];
    for await (const piece of isDocument(item) ? [item.xml] : await this.#opened(item, signal)) {
      measured.bytes += piece.length;
      measured.hash.update(piece);
      if (fault === 'buffers-streams') gathered.push(piece);
      else yield piece;
    }
    yield* gathered;
  }

  async #opened(item: Exclude<Item, { readonly xml: Uint8Array }>, signal: AbortSignal) {
    try {
      return await item.open(signal);
    } catch (cause) {
      if (fault === 'retries') return item.open(signal);
      if (fault === 'wraps-errors') throw new RetryableError('failed', { code: 'failed', hint: 'Wait.', cause });
      throw cause;
    }
  }

  async #write(location: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    if (fault === 'forgets') {
      for await (const _ of content);
      return;
    }
    const unfinished = fault === 'keeps-half' ? location : `${location}.${randomUUID()}.part`;
    const file = await this.disk.create(unfinished);
    try {
      for await (const piece of content) await file.write([piece]);
      await file.sync();
    } catch (error) {
      await file.close();
      if (fault !== 'keeps-half') await this.disk.remove(unfinished);
      throw error;
    }
    if (fault === 'leaks-files') leaked.push(() => file.close());
    else await file.close();
    const name = async () => {
      await this.disk.rename(unfinished, location);
      await this.disk.syncDirectory(this.settings.directory);
    };
    if (fault === 'stores-at-close') this.#late.push(name);
    else await name();
  }
}

// biome-ignore lint/style/noDefaultExport: a plugin has one
export default definePlugin({
  apiVersion: fault === 'version-2' ? 2 : 1,
  name: 'faulty',
  displayName: 'Faulty',
  operations: ['sessions', 'session-recordings'],
  concurrency: 4,
  verifies: true,
  settings: {
    type: 'object',
    properties: {
      directory: { type: 'string', title: 'Directory', format: 'absolute-path' },
      token: { type: 'string', title: 'Token', secret: true },
      retries: { type: 'integer', title: 'Retries', minimum: 0, default: fault === 'default-invalid' ? -1 : 0 },
    },
    required: ['directory', 'token'],
    additionalProperties: false,
  },
  destination: FaultyDestination,
});
