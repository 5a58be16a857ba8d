import type { EvidenceSuite } from '../suite.js';
import { Findings } from './findings.js';
import { scenarios } from './scenarios.js';
import { pasts, tryScenario } from './trial.js';

/** How often each scenario is tried with each past, and how much of it. */
const whole = { rounds: 6, draws: 40, recover: 0.05 };
const quick = { rounds: 1, draws: 4, recover: 0.05 };

/** The File System plugin and the ledger, whose machine loses power at any moment. */
export const powerCut: EvidenceSuite = {
  name: 'power-cut',
  title: 'power cut at every step of a run: unsynced writes dropped, torn or reordered',
  least: 100_000,
  async run({ seed, quick: isQuick, progress }) {
    const { rounds, draws, recover } = isQuick ? quick : whole;
    const findings = new Findings();
    for (let round = 0; round < rounds; round += 1) {
      for (const scenario of scenarios) {
        for (const past of pasts) {
          progress(`${findings.states} states, ${scenario.name}`);
          await tryScenario({ scenario, past, seed: `${seed}-${round}`, draws, recover }, findings);
        }
      }
    }
    return { cases: findings.states, figures: findings.figures, violations: findings.violations };
  },
};
