import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { TransferReport } from '@integration-client/core/run';
import { runTransfer } from '@integration-client/core/transfer/run-transfer';
import { type Disk, IntegrationError, nodeDisk, type Operation } from '@integration-client/sdk';
import { destination } from '../../unit/filesystem/support.js';
import type { Bench, Trial } from '../../unit/transfer/bench.js';
import { byErrno, expectedOf, fileInUse, outcomeOf } from './expectations.js';
import { type DiskFault, FaultyDisk } from './faulty-disk.js';
import type { Scenario } from './scenarios.js';
import { SmallSite } from './site.js';

/** Above the largest process id of any platform. */
const deadProcess = 2 ** 30;

const foreign = "somebody's file";

/** What became of a run whose disk failed. */
export interface Tried {
  readonly calls: readonly string[];
  readonly violations: readonly string[];
}

/**
 * Plays a scenario in a directory: a run with the fault, one without, and one that must find nothing to do. Without a
 * fault it tells which calls a run makes.
 */
export async function tryDelivery(bench: Bench, root: string, scenario: Scenario, fault?: DiskFault): Promise<Tried> {
  const site = new SmallSite();
  const play = new Play(bench, await bench.trial(site.world), site, join(root, 'made'), scenario);
  await play.prepare();
  const faulty = new FaultyDisk(play.directories, fault);
  const { report, errors } = await play.run(faulty.disk);
  const violations = [
    ...(fault === undefined ? judgeClean(report) : judge(report, errors, faulty, fault)),
    ...(await play.half()),
    ...(await play.counted(fault)),
    ...(fault === undefined ? [] : (await play.recover()).map((fault) => `afterwards ${fault}`)),
  ];
  const what =
    fault === undefined
      ? ''
      : `, call ${fault.call} (${faulty.calls[fault.call - 1]}) ${fault.errno}${fault.stays ? ' from there on' : ''}`;
  return { calls: faulty.calls, violations: violations.map((violation) => `${scenario.name}${what}: ${violation}`) };
}

function judgeClean({ outcome, problems }: TransferReport): string[] {
  return outcome === 'done' ? [] : [`${outcome} without a fault: ${JSON.stringify(problems)}`];
}

/** Compares how the run ended with the table. */
function judge(
  { outcome, problems }: TransferReport,
  errors: readonly unknown[],
  faulty: FaultyDisk,
  fault: DiskFault,
): string[] {
  const { errno, call, stays } = fault;
  const expected = expectedOf(faulty.calls[call - 1] ?? '', errno);
  if (expected === undefined && (outcome === 'done' || stays)) return [];
  const general = byErrno[errno];
  // Where the fault stays, something harmless fails first, or the same is tried again.
  const { kind, code, says } = expected ?? general ?? { kind: Error, code: '', says: /^$/ };
  const found = problems[0];
  const error = errors[0];
  if (found === undefined || error === undefined) return [`${outcome}, and not ${code}`];
  if (stays && found.code === fileInUse.code && error instanceof fileInUse.kind) return [];
  const faults: string[] = [];
  if (expected !== undefined && outcome !== outcomeOf(expected)) faults.push(`the run ended ${outcome}`);
  if (!(error instanceof IntegrationError) || error.constructor !== kind)
    faults.push(`the error is a ${(error as Error).name}`);
  if (found.code !== code) faults.push(`the code is ${found.code}, not ${code}`);
  if (!says.test(found.message)) faults.push(`it says "${found.message}"`);
  if (!found.message.includes(faulty.failedPath ?? '') || !found.message.includes(errno))
    faults.push(`it names no path or no ${errno}: "${found.message}"`);
  if (!found.hint) faults.push('it has no hint');
  return faults;
}

/** One site, one destination, and directories for each operation. */
class Play {
  readonly #bench: Bench;
  readonly #trial: Trial;
  readonly #site: SmallSite;
  readonly #scenario: Scenario;
  readonly #root: string;

  constructor(bench: Bench, trial: Trial, site: SmallSite, root: string, scenario: Scenario) {
    this.#bench = bench;
    this.#trial = trial;
    this.#site = site;
    this.#scenario = scenario;
    this.#root = root;
  }

  get directories(): string[] {
    return this.#scenario.operations.map((operation) => this.#directory(operation));
  }

  /** Brings about what is there before. */
  async prepare(): Promise<void> {
    const { before } = this.#scenario;
    if (before === 'nothing') return;
    for (const directory of this.directories) await mkdir(directory, { recursive: true });
    if (before === 'a leftover') {
      const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 10);
      await this.#putFiles(`.0123456789.${host}-${deadProcess}-1.ic-part`, 'half a f');
    } else if (before === foreign) {
      await this.#putFiles('a.x', foreign);
    } else if (before === 'the items, not recorded') {
      await this.run(nodeDisk, await this.#bench.trial(this.#site.world));
    } else {
      for (let run = 0; run < (before === 'two backups' ? 2 : 1); run += 1) await this.run(nodeDisk);
      this.#site.change();
    }
  }

  async run(disk: Disk, trial = this.#trial): Promise<{ report: TransferReport; errors: unknown[] }> {
    const groups = this.#scenario.operations.map((operation) => [
      operation,
      { directory: this.#directory(operation), ...this.#scenario.settings },
    ]);
    const now = () => new Date(this.#site.world.now);
    this.#bench.now = now();
    const errors: unknown[] = [];
    const inner = destination(Object.fromEntries(groups), disk);
    const report = await runTransfer(
      {
        site: { name: trial.site.name, host: trial.site.host },
        destination: 'Vault',
        operations: this.#scenario.operations,
        selection: { kind: 'due' },
      },
      {
        appliance: this.#site.appliance(),
        destination: {
          deliver: (item, signal) =>
            inner.deliver(item, signal).catch((error: unknown) => {
              errors.push(error);
              throw error;
            }),
          close: () => inner.close(),
        },
        concurrency: 1,
        state: await trial.state(),
        clock: { now, sleep: async () => {} },
        log: { debug() {}, info() {}, warn() {}, error() {} },
        signal: new AbortController().signal,
        onProgress: () => {},
      },
    );
    return { report, errors };
  }

  /** Files under final names that are not whole. */
  async half(): Promise<string[]> {
    const faults: string[] = [];
    for (const [name, content] of await this.#files()) {
      if (isTemporary(name) || content === foreign || this.#site.isWhole(content)) continue;
      faults.push(`half a file: ${name} holds ${JSON.stringify(content)}`);
    }
    return faults;
  }

  /** Items that an error of the place was counted against. */
  async counted(fault: DiskFault | undefined): Promise<string[]> {
    const failed = await this.#trial.failed();
    const wrong = failed.filter(({ code }) => !(fault?.stays === true && code === fileInUse.code));
    return wrong.map(({ key, code }) => `${code} was counted against ${key}`);
  }

  /** What is wrong after the disk works again: all must be delivered, once, and with the next items nothing is left over. */
  async recover(): Promise<string[]> {
    const { report } = await this.run(nodeDisk);
    const faults = [...judgeClean(report), ...(await this.#wrong())];
    this.#site.addAnother();
    const { report: next } = await this.run(nodeDisk);
    faults.push(...judgeClean(next), ...(await this.#wrong()));
    for (const [operation, { delivered = 0, unchanged = 0 } = {}] of Object.entries(next.operations)) {
      if (delivered > 1) faults.push(`${operation}: ${delivered} delivered, and ${unchanged} not, where one is new`);
    }
    for (const [path] of await this.#files()) if (isTemporary(path)) faults.push(`left: ${path}`);
    return faults;
  }

  /** What is not held, or held twice, or should be there no more. */
  async #wrong(): Promise<string[]> {
    const all = (await this.#files()).filter(([path]) => !isTemporary(path));
    return this.#scenario.operations.flatMap((operation) => {
      const files = all.filter(([path]) => dirname(path) === this.#directory(operation)).map(([, content]) => content);
      return this.#wrongOf(operation, files);
    });
  }

  #wrongOf(operation: Operation, files: readonly string[]): string[] {
    const { before, settings: { conflict, retentionCount } = {} } = this.#scenario;
    const isTaken = before === foreign;
    const own = files.filter((content) => content !== foreign);
    const expected = this.#site.expected(operation);
    const faults: string[] = [];
    for (const [index, text] of expected.entries()) {
      const times = own.filter((content) => content.trimEnd().endsWith(text)).length;
      // With one name for all of them, Skip keeps what is there and Overwrite what comes last.
      const isHeld =
        !isTaken || conflict === 'AppendNumber' || (conflict === 'Overwrite' && index === expected.length - 1);
      if (times !== (isHeld ? 1 : 0)) faults.push(`${operation} ${index} is held ${times} times`);
    }
    const others = files.length - own.length;
    if (isTaken && others !== (conflict === 'Overwrite' ? 0 : 1)) faults.push(`${foreign} is there ${others} times`);
    const most =
      operation === 'site-backups' ? Number(retentionCount ?? Number.POSITIVE_INFINITY) + 1 : expected.length;
    if (own.length > most) faults.push(`${operation}: ${own.length} files for ${most}`);
    return faults;
  }

  async #putFiles(name: string, content: string): Promise<void> {
    for (const directory of this.directories) await writeFile(join(directory, name), content);
  }

  async #files(): Promise<(readonly [string, string])[]> {
    const files: (readonly [string, string])[] = [];
    for (const directory of this.directories) {
      for (const name of await readdir(directory).catch(() => [])) {
        files.push([join(directory, name), await readFile(join(directory, name), 'utf8')]);
      }
    }
    return files;
  }

  #directory(operation: Operation): string {
    return join(this.#root, operation);
  }
}

function isTemporary(path: string): boolean {
  return path.endsWith('.ic-part');
}
