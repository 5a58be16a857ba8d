import { Findings } from '../power-cut/findings.js';
import { type Scenario, scenarios } from '../power-cut/scenarios.js';
import { type Breakage, pasts, tryScenario } from '../power-cut/trial.js';
import type { EvidenceOptions, EvidenceSuite } from '../suite.js';
import { changed } from './changed-disk.js';
import { type Variant, variants } from './variants.js';

/** How often each variant is tried with each past, and how much of it. What only one past shows is tried more often. */
const tried = { rounds: 4, roundsOfOnePast: 10, draws: 6, recover: 0.1 };
const triedQuickly = { ...tried, draws: 3, recover: 0.05 };

/** In part: every how many variants one is tried. */
const quickStep = 3;

/** The real protocol, in the same wrapping as the broken ones. */
const unbroken: Breakage = { disk: (disk) => changed(disk, {}) };

/** Shows that the power cuts find what they are there for: every broken protocol breaks the promise before their eyes. */
export const brokenVariants: EvidenceSuite = {
  name: 'broken-variants',
  title: 'broken variants of the write protocol: each one is caught by the power cuts',
  least: 8,
  async run(options) {
    const missed: string[] = [];
    let weakest = { name: '', broken: Number.POSITIVE_INFINITY };
    const chosen = options.quick ? variants.filter((_, index) => index % quickStep === 0) : variants;
    for (const variant of chosen) {
      options.progress(variant.name);
      const { broken } = await tryBreakage(scenarioOf(variant), variant, options);
      if (broken === 0) missed.push(`not caught: ${variant.name}, seed ${options.seed}`);
      if (broken < weakest.broken) weakest = { name: variant.name, broken };
    }
    const real = new Findings();
    for (const scenario of new Set(chosen.map(scenarioOf))) {
      options.progress(`the real protocol: ${scenario.name}`);
      await tryBreakage(scenario, unbroken, options, real);
    }
    const caught = `${chosen.length - missed.length} of ${chosen.length} caught`;
    const least = options.quick ? '' : ` (the fewest violations: ${weakest.broken}, ${weakest.name})`;
    return {
      cases: chosen.length,
      figures: `${caught}${least}; the real one: ${real.broken} in ${real.states.toLocaleString('en')} states`,
      violations: [...missed, ...real.violations.map((text) => `the real protocol, ${text}`)],
    };
  },
};

/** In a quick run a breakage is tried until it shows. */
async function tryBreakage(
  scenario: Scenario,
  breakage: Breakage & Pick<Variant, 'past'>,
  { seed, quick }: Pick<EvidenceOptions, 'seed' | 'quick'>,
  findings = new Findings(),
): Promise<Findings> {
  const { rounds, roundsOfOnePast, draws, recover } = quick ? triedQuickly : tried;
  for (let round = 0; round < (breakage.past === undefined ? rounds : roundsOfOnePast); round += 1) {
    for (const [index, any] of pasts.entries()) {
      const past = breakage.past ?? any;
      await tryScenario({ scenario, past, seed: `${seed}-${round}-${index}`, draws, recover, breakage }, findings);
      if (quick && (findings.broken > 0 || breakage === unbroken)) return findings;
    }
  }
  return findings;
}

function scenarioOf(variant: Variant): Scenario {
  const scenario = scenarios.find(({ name }) => name === variant.scenario);
  if (scenario === undefined) throw new RangeError(`no scenario ${variant.scenario}`);
  return scenario;
}
