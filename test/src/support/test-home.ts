import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunReport } from '@integration-client/core/run';
import type { RunTask } from '@integration-client/host/worker/supervisor';
import type { SimulatedAppliance } from '@integration-client/sdk/testing';
import { runCommand } from './command-line.js';
import { memoryDirectory } from './memory-directory.js';
import { type Finished, Program } from './program.js';
import { runTaskHere } from './task-here.js';

/** The files of a home that was just initialised, by name. */
let initialised: Promise<Map<string, Buffer>> | undefined;

/** A home directory of its own with an archive beside it, used through the real commands. */
export class TestHome {
  readonly directory: string;
  readonly #workers: boolean;
  readonly #programs: Program[] = [];

  private constructor(directory: string, workers: boolean) {
    this.directory = directory;
    this.#workers = workers;
  }

  /**
   * Makes the home and, unless it is to be left out, its settings database. It lies in memory, or `within` a directory on a
   * disk. Without `workers`, {@link ic} and a robot run plugins in this process, too, which takes a tenth: where neither
   * processes nor foreign plugins are what is tested.
   */
  static async create({ initialised = true, within = memoryDirectory(), workers = true } = {}): Promise<TestHome> {
    const directory = await mkdtemp(join(within, 'ic-test-'));
    const home = new TestHome(directory, workers);
    if (initialised) await home.#copyInitialised();
    return home;
  }

  get home(): string {
    return join(this.directory, 'home');
  }

  get archive(): string {
    return join(this.directory, 'archive');
  }

  get database(): string {
    return join(this.archive, 'sessions.db');
  }

  /** What runs plugins where no host does; undefined: processes of their own, as ever. */
  get runTask(): RunTask | undefined {
    return this.#workers ? undefined : runTaskHere;
  }

  /** `ic` in this process, with its transfers in processes of their own as ever, unless the home is one without workers. */
  ic(...parameters: string[]): Promise<Finished> {
    return runCommand(parameters, { IC_HOME: this.home }, this.runTask);
  }

  /** A program in a process of its own. */
  start(name: 'ic' | 'ic-host', ...parameters: string[]): Program {
    const program = new Program(name, parameters, { IC_HOME: this.home });
    this.#programs.push(program);
    return program;
  }

  /** Applies settings, which must be accepted. */
  async apply(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const file = join(this.directory, 'ic.yaml');
    const { archive: _, ...document } = settings;
    await writeFile(file, JSON.stringify(document));
    const { code, stderr } = await this.ic('apply', '-f', file);
    assert.equal(code, 0, stderr);
  }

  /** Runs a schedule and answers its report with the exit code and what people read. */
  async run(
    schedule = 'Now',
  ): Promise<{ readonly code: number | null; readonly report: RunReport; readonly stderr: string }> {
    const { code, stdout, stderr } = await this.ic('schedule', 'run', schedule, '--json');
    assert.notEqual(stdout, '', stderr);
    return { code, report: JSON.parse(stdout) as RunReport, stderr };
  }

  /** Names of the files in a directory of the archive, sorted; none where it does not exist. */
  async files(directory: string): Promise<string[]> {
    return (await readdir(join(this.archive, directory)).catch(() => [])).sort();
  }

  read(...path: string[]): Promise<Buffer> {
    return readFile(join(this.archive, ...path));
  }

  async remove(): Promise<void> {
    for (const program of this.#programs) program.process.kill('SIGKILL');
    await Promise.all(this.#programs.map((program) => program.finished()));
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  async #copyInitialised(): Promise<void> {
    initialised ??= initialise();
    await mkdir(this.home, { mode: 0o700 });
    for (const [name, bytes] of await initialised) await writeFile(join(this.home, name), bytes, { mode: 0o600 });
  }
}

/** Made once: a new home asks each plugin for its description. */
async function initialise(): Promise<Map<string, Buffer>> {
  const directory = await mkdtemp(join(memoryDirectory(), 'ic-test-'));
  try {
    for (const command of [['init'], ['plugin', 'list']]) {
      const { code, stderr } = await runCommand(command, { IC_HOME: directory }, runTaskHere);
      assert.equal(code, 0, stderr);
    }
    const names = ['settings.db', 'secret.key'];
    return new Map(
      await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name))] as const)),
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Settings of a site on a simulated appliance, an archive of files, and a schedule `Now` that is started by hand; with
 * `database` the schedule stores the sessions in a database, too.
 */
export function settingsFor(
  home: TestHome,
  appliance: Pick<SimulatedAppliance, 'host' | 'clientId' | 'clientSecret' | 'caFile'>,
  operations: readonly string[],
  { database = false } = {},
) {
  const archive: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) archive[operation] = { directory: join(home.archive, operation) };
  return {
    archive,
    sites: [
      {
        name: 'Example',
        host: appliance.host,
        account: { type: 'api', clientId: appliance.clientId, clientSecret: appliance.clientSecret },
        caFile: appliance.caFile,
      },
    ],
    destinations: [
      { name: 'Archive', plugin: 'filesystem', settings: archive },
      { name: 'Storage', plugin: 'sqlite', settings: { file: home.database } },
    ],
    schedules: [
      {
        name: 'Now',
        enabled: false,
        every: { minutes: 5 },
        transfers: [
          { site: 'Example', destination: 'Archive', operations },
          ...(database ? [{ site: 'Example', destination: 'Storage', operations: ['sessions'] }] : []),
        ],
      },
    ],
  };
}
