import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { memoryDirectory } from '../../support/memory-directory.js';
import { Bench } from '../../unit/transfer/bench.js';
import { Random } from '../random.js';
import type { EvidenceOptions, EvidenceSuite } from '../suite.js';
import { errnos } from './expectations.js';
import type { DiskFault } from './faulty-disk.js';
import { type Scenario, scenarios } from './scenarios.js';
import { tryDelivery } from './try-delivery.js';
import { settingsSteps, trySettings } from './try-settings.js';

/** Faults that are also tried as ones that stay. */
const lasting = ['EIO'];

/** So many flushes above an item's directory are tried: how deep it lies is chance. */
const flushesAbove = 1;

/** In part: so many scenarios, and of all their calls and errors so many cases. */
const quickly = { scenarios: 12, cases: 30 };

/** Deliveries that are tried side by side, each with a settings database of its own. */
const lanes = 2;

interface Case {
  readonly scenario: Scenario;
  readonly fault: DiskFault;
}

/** Fails each call of the disk, with each error, and looks what the client says, holds, and does with the next run. */
export const diskErrors: EvidenceSuite = {
  name: 'disk-errors',
  title: `file system errors at every N-th call: ${errnos.join(' ')}`,
  least: 3_000,
  async run(options) {
    const root = await mkdtemp(join(memoryDirectory(), 'ic-disk-errors-'));
    try {
      const deliveries = await tryDeliveries(root, options);
      const settings = await tryAllSettings(root, options);
      const violations = [...deliveries.violations, ...settings.violations];
      return {
        cases: deliveries.cases + settings.cases,
        figures: `${deliveries.cases} of ${deliveries.scenarios} kinds of delivery, ${settings.cases} of the settings database; each class, code, message and recovery as in the tables`,
        violations,
      };
    } finally {
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

async function tryDeliveries(root: string, { seed, quick, progress }: EvidenceOptions) {
  const benches = await Promise.all(Array.from({ length: quick ? 1 : lanes }, () => Bench.open(root)));
  const violations: string[] = [];
  let directories = 0;
  const attempt = async (bench: Bench, scenario: Scenario, fault?: DiskFault) => {
    directories += 1;
    const directory = join(root, `delivery-${directories}`);
    await mkdir(directory);
    try {
      const tried = await tryDelivery(bench, directory, scenario, fault);
      violations.push(...tried.violations);
      return tried.calls;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
  try {
    const [first] = benches;
    if (first === undefined) throw new Error('no lane');
    const random = new Random(seed, 'disk-errors');
    const all: Case[] = [];
    for (const scenario of quick ? random.shuffled(scenarios).slice(0, quickly.scenarios) : scenarios) {
      all.push(...casesOf(scenario, await attempt(first, scenario)));
    }
    const chosen = quick ? random.shuffled(all).slice(0, quickly.cases) : all;
    let next = 0;
    const lane = async (bench: Bench) => {
      for (let one = chosen[next++]; one !== undefined; one = chosen[next++]) {
        progress(`${next} of ${chosen.length}: ${one.scenario.name}`);
        await attempt(bench, one.scenario, one.fault);
      }
    };
    await Promise.all(benches.map(lane));
    return { cases: chosen.length, scenarios: scenarios.length, violations };
  } finally {
    for (const bench of benches) await bench.close();
  }
}

/** Each error at each of the calls that a scenario makes. */
function casesOf(scenario: Scenario, calls: readonly string[]): Case[] {
  let aboves = 0;
  return calls.flatMap((label, index) => {
    if (label === 'syncDirectory above' && ++aboves > flushesAbove) return [];
    const once = errnos.map((errno) => ({ errno, stays: false }));
    const from = lasting.map((errno) => ({ errno, stays: true }));
    return [...once, ...from].map((fault) => ({ scenario, fault: { call: index + 1, ...fault } }));
  });
}

async function tryAllSettings(root: string, { quick, progress }: EvidenceOptions) {
  const violations: string[] = [];
  let cases = 0;
  for (const step of settingsSteps) {
    for (const errno of quick ? errnos.slice(0, 1) : errnos) {
      for (let call = 1; ; call += 1) {
        progress(`settings database ${step}, call ${call} ${errno}`);
        const found = await trySettings(join(root, `settings-${cases}`), step, { call, errno });
        if (found === undefined) break;
        cases += 1;
        violations.push(...found);
      }
    }
  }
  return { cases, violations };
}
