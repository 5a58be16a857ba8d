import type { CommandAnswer, Machine } from '@integration-client/host/os-service/machine';
import type { Disk } from '@integration-client/sdk';

/** A machine in memory: notes every command, and has files of its own. */
export class FakeMachine implements Machine {
  readonly platform: NodeJS.Platform;
  readonly uid: number | undefined;
  readonly userDirectory = '/home/ann';
  readonly variables = {};
  readonly hostCommand: Machine['hostCommand'];
  readonly disk: Disk;
  readonly files = new Map<string, string>();
  readonly commands: string[] = [];
  /** Answers by the beginning of a command; the first that fits. Others end with 0. */
  answers: [beginning: string, answer: Partial<CommandAnswer>][] = [];
  /** The code with which each change of a file fails. */
  diskError: string | undefined;

  constructor(platform: NodeJS.Platform, { root = true } = {}) {
    this.platform = platform;
    this.uid = platform === 'win32' ? undefined : root ? 0 : 501;
    this.hostCommand =
      platform === 'win32'
        ? ['C:\\Program Files\\nodejs\\node.exe', 'C:\\ic\\bin\\ic-host.js']
        : ['/usr/bin/node', '/usr/lib/ic/bin/ic-host.js'];
    if (platform === 'linux') this.files.set('/usr/bin/systemd-notify', '');
    this.disk = this.#disk() as Disk;
  }

  async run(command: readonly string[]): Promise<CommandAnswer> {
    const line = command.join(' ');
    this.commands.push(line);
    const [, answer] = this.answers.find(([beginning]) => line.startsWith(beginning)) ?? [];
    return { code: 0, stdout: '', stderr: '', ...answer };
  }

  #disk(): Partial<Disk> {
    const { files } = this;
    const mayChange = () => {
      if (this.diskError !== undefined) throw Object.assign(new Error(this.diskError), { code: this.diskError });
    };
    const contentOf = (path: string) => {
      const content = files.get(path);
      if (content === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
      return content;
    };
    return {
      read: async (path) => Buffer.from(contentOf(path)),
      stat: async (path) => (files.has(path) ? ({ isFile: true } as never) : undefined),
      makeDirectory: async () => mayChange(),
      remove: async (path) => {
        mayChange();
        contentOf(path);
        files.delete(path);
      },
      syncDirectory: async () => {},
      create: async (path) => {
        mayChange();
        if (files.has(path)) throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' });
        files.set(path, '');
        return {
          write: async (chunks) => {
            files.set(path, contentOf(path) + Buffer.concat(chunks).toString());
          },
          sync: async () => {},
          close: async () => {},
          setModified: async () => {},
        };
      },
    };
  }
}
