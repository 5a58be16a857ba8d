import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  ConfigError,
  type Destination,
  type Disk,
  definePlugin,
  type Item,
  type Receipt,
  Tokens,
  UnreachableError,
} from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';

/** What people set: the same names as in `settings` below. */
interface Settings {
  readonly directory: string;
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

/** Stores each session as a file in a directory. */
@injectable()
class MyDestination implements Destination {
  constructor(
    @inject(Tokens.Settings) private readonly settings: Settings,
    @inject(Tokens.Disk) private readonly disk: Disk,
  ) {}

  /** Proves that the directory can be used, and changes nothing. */
  async check(): Promise<void> {
    await this.inDirectory(() => this.disk.checkWritable(this.settings.directory));
  }

  async deliver(item: Item, signal: AbortSignal): Promise<Receipt> {
    signal.throwIfAborted();
    if (item.operation !== 'sessions') {
      throw new ConfigError('Only sessions are stored here', {
        code: 'sessions-only',
        hint: 'Leave the other types of data out of the schedule.',
      });
    }
    const { xml } = item;
    // The key is text from outside. Its hash is a safe name, and the same whenever the item comes again.
    const location = join(this.settings.directory, `${sha256(item.key)}.xml`);
    return this.inDirectory(async () => {
      const outcome = (await this.disk.stat(location)) === undefined ? 'stored' : 'replaced';
      await this.write(location, xml);
      return { outcome, location, bytes: xml.byteLength, sha256: sha256(xml) };
    });
  }

  /** Safe to call twice: nothing is held open. */
  async close(): Promise<void> {}

  /** Write beside, flush, rename, flush the name: whole or not at all, and durable. */
  private async write(location: string, bytes: Uint8Array): Promise<void> {
    const unfinished = `${location}.part`;
    if ((await this.disk.lstat(unfinished)) !== undefined) await this.disk.remove(unfinished);
    const file = await this.disk.create(unfinished);
    await file
      .write([bytes])
      .then(() => file.sync())
      .finally(() => file.close());
    await this.disk.rename(unfinished, location);
    await this.disk.syncDirectory(this.settings.directory);
  }

  /** What fails here concerns the place and not one item: the transfer stops, and the next run goes on. */
  private async inDirectory<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const { directory } = this.settings;
      throw new UnreachableError(`${directory} cannot be used: ${(cause as Error).message}`, {
        code: 'directory-unusable',
        hint: 'Look whether it is there, has room, and may be written by this account.',
        cause,
      });
    }
  }
}

export default definePlugin({
  apiVersion: 1,
  name: 'my-destination',
  displayName: 'My Destination',
  operations: ['sessions'],
  settings: {
    type: 'object',
    properties: {
      directory: {
        type: 'string',
        title: 'Directory',
        description: 'Where the files go. It has to be there.',
        format: 'absolute-path',
      },
    },
    required: ['directory'],
    additionalProperties: false,
  },
  destination: MyDestination,
});
