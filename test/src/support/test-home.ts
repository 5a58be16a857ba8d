import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunReport } from '@integration-client/core/run';
import type { SimulatedAppliance } from '@integration-client/sdk/testing';
import { type Finished, Program } from './program.js';

/** A home directory of its own with an archive beside it, used through the real commands. */
export class TestHome {
  readonly directory: string;
  readonly #programs: Program[] = [];

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** Makes the home and its settings database. */
  static async create(): Promise<TestHome> {
    const home = new TestHome(await mkdtemp(join(tmpdir(), 'ic-test-')));
    assert.equal((await home.ic('init')).code, 0);
    return home;
  }

  get archive(): string {
    return join(this.directory, 'archive');
  }

  get database(): string {
    return join(this.archive, 'sessions.db');
  }

  ic(...parameters: string[]): Promise<Finished> {
    return this.start('ic', ...parameters).finished();
  }

  start(name: 'ic' | 'ic-host', ...parameters: string[]): Program {
    const program = new Program(name, parameters, { IC_HOME: join(this.directory, 'home') });
    this.#programs.push(program);
    return program;
  }

  /** Applies settings, which must be accepted. */
  async apply(settings: { readonly archive?: object }): Promise<void> {
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
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Settings of a site on a simulated appliance, both bundled destinations, and a schedule `Now` that is started by hand. */
export function settingsFor(home: TestHome, appliance: SimulatedAppliance, operations: readonly string[]) {
  const archive: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) archive[operation] = { directory: join(home.archive, operation) };
  const databaseOperations = operations.filter((operation) => operation === 'sessions');
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
          ...(databaseOperations.length > 0
            ? [{ site: 'Example', destination: 'Storage', operations: databaseOperations }]
            : []),
        ],
      },
    ],
  };
}
