import type { Fault, Findings } from './findings.js';
import type { Rules } from './item-rules.js';

/** A settings database is there with all of the settings or with none, or is not there yet; in the end with all. */
export class HomeRules implements Rules {
  #complete: string | undefined;

  learn({ configured }: Findings): void {
    this.#complete = configured;
  }

  afterKill({ configured }: Findings): Fault[] {
    if (configured === undefined || configured === '[[],[]]' || configured === this.#complete) return [];
    return [{ kind: 'half', text: `the settings are ${configured}` }];
  }

  afterNextRun({ configured }: Findings): Fault[] {
    if (configured === this.#complete) return [];
    return [{ kind: 'lost', text: `the settings are ${configured}, not ${this.#complete}` }];
  }
}
