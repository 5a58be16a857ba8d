import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Configuration, defaultApplicationSettings } from '@integration-client/core/configuration';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { BackupRules } from './backup-rules.js';
import { type Fault, type Findings, lookAt, sha256 } from './findings.js';
import { HomeRules } from './home-rules.js';
import { ItemRules, type Rules } from './item-rules.js';
import type { KillableProcess } from './killable-process.js';
import type { Order, Outcome } from './orders.js';
import { noon, retentionCount, type Scenario } from './scenarios.js';
import { checkUndisturbed } from './truth.js';

const minute = 60_000;
const day = 24 * 60 * minute;
/** Seconds. */
const tokenLifetime = 30 * 24 * 3600;

/** What came of a run that was to be killed at a step. */
export interface Kill {
  /** Where it was killed; undefined where it was over before that step. */
  readonly step: string | undefined;
  readonly faults: readonly Fault[];
}

/** A scenario made ready in a directory: every run that is to be killed begins with the same disk and appliance. */
export class Trial {
  readonly #scenario: Scenario;
  readonly #directory: string;
  readonly #steady: KillableProcess;
  readonly #appliance: SimulatedAppliance;
  readonly #clock: { now: number };
  readonly #rules: Rules;
  #steps = 0;
  #resets = 0;
  #looks = 0;

  private constructor(
    scenario: Scenario,
    directory: string,
    steady: KillableProcess,
    appliance: SimulatedAppliance,
    clock: { now: number },
  ) {
    this.#scenario = scenario;
    this.#directory = directory;
    this.#steady = steady;
    this.#appliance = appliance;
    this.#clock = clock;
    this.#rules = this.#rulesFor(scenario);
  }

  /**
   * Throws where a run that nobody disturbs does not do what it should.
   * @param steady a process for the runs that are not killed
   */
  static async prepare(scenario: Scenario, directory: string, steady: KillableProcess): Promise<Trial> {
    const clock = { now: noon };
    const appliance = await SimulatedAppliance.start({
      sessions: 0,
      presentations: 0,
      eventsPerSession: 3,
      recordings: 'none',
      tokenLifetime,
      ...scenario.appliance,
      now: () => new Date(clock.now),
    });
    const trial = new Trial(scenario, directory, steady, appliance, clock);
    try {
      await trial.#prepare();
      return trial;
    } catch (error) {
      await trial.close();
      throw error;
    }
  }

  /** How many steps a run has that is left alone. */
  get steps(): number {
    return this.#steps;
  }

  /** Has a process begin a run and kill itself at a step, looks, has another process run again, and looks again. */
  async kill(step: number, victim: KillableProcess, andOnceMore: boolean): Promise<Kill> {
    await this.#reset();
    const outcome = await this.#run(victim, step);
    if (outcome.kind !== 'killed') {
      return { step: undefined, faults: outcome.kind === 'failed' ? [{ kind: 'wrong', text: outcome.error }] : [] };
    }
    const afterKill = await this.#look();
    const faults = [...afterKill.faults, ...this.#rules.afterKill(afterKill)].map(said('after the kill'));
    const next = await this.#run(this.#steady);
    faults.push(...faultsOf(next).map(said('in the next run')));
    if (next.kind !== 'done') return { step: outcome.step, faults };
    const after = await this.#look();
    faults.push(...[...after.faults, ...this.#rules.afterNextRun(after)].map(said('after the next run')));
    for (const name of after.temporary) faults.push({ kind: 'wrong', text: `after the next run: ${name} is left` });
    if (andOnceMore && !this.#scenario.operations.includes('site-backups')) {
      faults.push(...deliveriesOf(await this.#run(this.#steady)).map(said('in the third run')));
    }
    return { step: outcome.step, faults };
  }

  /** May be called twice. */
  async close(): Promise<void> {
    await this.#appliance.stop();
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }

  async #prepare(): Promise<void> {
    const { firstRun = 0, later, foreign = [], operations } = this.#scenario;
    await mkdir(this.#directory);
    await this.#appliance.writeCa(this.#caFile);
    await this.#beginIn(this.#fresh);
    for (const name of foreign) {
      await mkdir(dirname(join(this.#archive, name)), { recursive: true });
      await writeFile(join(this.#archive, name), foreignContent);
    }
    if (operations.length > 0) {
      await undisturbed(this.#steady.obey({ home: this.#home, configuration: this.#configuration() }));
    }
    this.#clock.now = noon - firstRun * day;
    for (const happens of later) {
      await undisturbed(this.#run(this.#steady));
      this.#rules.learn(await this.#look());
      this.#clock.now = Math.max(this.#clock.now, noon);
      happens(this.#appliance);
    }
    await copyAsItIs(this.#fresh, this.#template);
    this.#steps = await undisturbed(this.#run(this.#steady));
    const found = await this.#look();
    if (operations.length > 0) await checkUndisturbed(this.#scenario, this.#appliance, found);
    this.#rules.learn(found);
  }

  #rulesFor({ operations, foreign = [] }: Scenario): Rules {
    if (operations.length === 0) return new HomeRules();
    if (operations.includes('site-backups')) return new BackupRules(this.#appliance, retentionCount + 1);
    return new ItemRules(new Map(foreign.map((name) => [join(this.#archive, name), sha256(foreignContent)])));
  }

  /** The appliance's clock goes on, as each backup is known by its time. */
  #run(process: KillableProcess, killAt?: number): Promise<Outcome> {
    this.#clock.now += minute;
    const { operations } = this.#scenario;
    const work: Order =
      operations.length > 0
        ? { home: this.#home, operations }
        : { home: this.#home, configuration: this.#configuration() };
    return process.obey({ ...work, ...(killAt === undefined ? {} : { killAt }) });
  }

  async #reset(): Promise<void> {
    await rm(this.#fresh, { recursive: true, force: true, maxRetries: 5 });
    this.#resets += 1;
    await copyAsItIs(this.#template, this.#fresh);
    await this.#beginIn(this.#fresh);
  }

  /**
   * Runs know one path, as settings and receipts hold it, and find another directory there each time: the SQLite library
   * closes a file only when its statements are collected, and then removes the write-ahead log that has this name by now.
   */
  async #beginIn(directory: string): Promise<void> {
    await mkdir(directory, { recursive: true });
    await rm(this.#work, { force: true });
    await symlink(directory, this.#work, 'junction');
  }

  #look(): Promise<Findings> {
    this.#looks += 1;
    return lookAt(this.#home, this.#archive, join(this.#directory, `copy-${this.#looks}`));
  }

  #configuration(): Configuration {
    const { host, clientId, clientSecret } = this.#appliance;
    const { plugin, settings } = this.#scenario;
    const account = { type: 'api', clientId, clientSecret } as const;
    return {
      sites: [{ name: 'Example', enabled: true, host, account, caFile: this.#caFile }],
      destinations: [{ name: 'Archive', enabled: true, plugin, settings: settings(this.#archive) }],
      schedules: [],
      application: defaultApplicationSettings,
    };
  }

  get #work(): string {
    return join(this.#directory, 'work');
  }

  get #fresh(): string {
    return join(this.#directory, `work-${this.#resets}`);
  }

  get #home(): string {
    return join(this.#work, 'home');
  }

  get #archive(): string {
    return join(this.#work, 'archive');
  }

  get #template(): string {
    return join(this.#directory, 'template');
  }

  get #caFile(): string {
    return join(this.#directory, 'ca.pem');
  }
}

/** With the times of files, which tell the age of backups. */
function copyAsItIs(from: string, to: string): Promise<void> {
  return cp(from, to, { recursive: true, preserveTimestamps: true });
}

const foreignContent = 'Somebody else put this here.';

/** How many steps it had. Throws where it did not go well. */
async function undisturbed(run: Promise<Outcome>): Promise<number> {
  const outcome = await run;
  const [fault] = faultsOf(outcome);
  if (fault !== undefined || outcome.kind !== 'done') throw new Error(`undisturbed: ${fault?.text}`);
  return outcome.steps;
}

/** What is wrong with a run that nobody disturbed. */
function faultsOf(outcome: Outcome): Fault[] {
  if (outcome.kind === 'failed') return [{ kind: 'wrong', text: outcome.error }];
  if (outcome.kind === 'killed') return [{ kind: 'wrong', text: `killed at ${outcome.step}` }];
  const { report } = outcome;
  if (report === undefined || report.outcome === 'done') return [];
  return [{ kind: 'wrong', text: `${report.outcome}: ${JSON.stringify(report.problems)}` }];
}

/** A run that has nothing to do delivers nothing. */
function deliveriesOf(outcome: Outcome): Fault[] {
  const delivered = Object.entries((outcome.kind === 'done' && outcome.report?.operations) || {})
    .filter(([, counts]) => counts.delivered > 0)
    .map(([operation, counts]) => ({
      kind: 'doubled' as const,
      text: `${counts.delivered} ${operation} delivered again`,
    }));
  return [...faultsOf(outcome), ...delivered];
}

function said(when: string): (fault: Fault) => Fault {
  return ({ kind, text }) => ({ kind, text: `${when}: ${text}` });
}
