import type { EvidenceSuite } from '../suite.js';
import { Findings } from './findings.js';
import { scenarios } from './scenarios.js';
import { pasts, tryScenario } from './trial.js';

/** How often each scenario is tried with how many pasts, and how much of it. */
const whole = { rounds: 10, pasts: pasts.length, draws: 10, recover: 0.05 };
const quick = { rounds: 1, pasts: 1, draws: 5, recover: 0.05 };

/** The File System plugin and the ledger, whose machine loses power at any moment. */
export const powerCut: EvidenceSuite = {
  name: 'power-cut',
  title: 'power cut at every step of a run: unsynced writes dropped, torn or reordered',
  least: 100_000,
  async run({ seed, quick: isQuick, progress }) {
    const tried = isQuick ? quick : whole;
    const { draws, recover } = tried;
    const findings = new Findings();
    for (let round = 0; round < tried.rounds; round += 1) {
      for (const [index, scenario] of scenarios.entries()) {
        for (let turn = 0; turn < tried.pasts; turn += 1) {
          progress(`${findings.states.toLocaleString('en')} states, ${scenario.name}`);
          const past = pasts[(index + turn) % pasts.length] ?? 'nothing';
          await tryScenario({ scenario, past, seed: `${seed}-${round}`, draws, recover }, findings);
        }
      }
    }
    return { cases: findings.states, figures: findings.figures, violations: findings.violations };
  },
};
