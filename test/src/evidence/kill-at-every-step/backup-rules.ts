import type { SimulatedAppliance } from '@integration-client/sdk/testing';
import type { Fault, Findings } from './findings.js';
import type { Rules } from './item-rules.js';

/** Every backup that is held is whole and held once, and the newest of those that were ever held stay: so many, no more. */
export class BackupRules implements Rules {
  readonly #appliance: SimulatedAppliance;
  readonly #toKeep: number;
  /** The backups that the appliance made, by content. */
  readonly #numbers = new Map<string, number>();
  /** What was held after the kill. */
  #before: readonly number[] = [];

  /** @param toKeep how many stay, the newest among them */
  constructor(appliance: SimulatedAppliance, toKeep: number) {
    this.#appliance = appliance;
    this.#toKeep = toKeep;
  }

  /** There is nothing to learn: each run has a backup of its own. */
  learn(): void {}

  afterKill(found: Findings): Fault[] {
    this.#before = this.#held(found);
    const faults = this.#faults(found);
    if (this.#before.length < this.#toKeep) {
      faults.push({ kind: 'lost', text: `only ${this.#before.length} backups are held, and no newer one came` });
    }
    return faults;
  }

  afterNextRun(found: Findings): Fault[] {
    const faults = this.#faults(found);
    const held = this.#held(found);
    const newest = this.#appliance.backups.length - 1;
    const wanted = [...this.#before, newest].sort((a, b) => b - a).slice(0, this.#toKeep);
    for (const number of wanted.filter((one) => !held.includes(one))) {
      faults.push({ kind: 'lost', text: `backup ${number} is not held` });
    }
    for (const number of held.filter((one) => !wanted.includes(one))) {
      faults.push({ kind: 'wrong', text: `backup ${number} is older than the ${this.#toKeep} newest, and still held` });
    }
    if (!found.ledger.some(({ sha256 }) => this.#numberOf(sha256) === newest)) {
      faults.push({ kind: 'wrong', text: `backup ${newest} is not in the ledger` });
    }
    return faults;
  }

  #faults(found: Findings): Fault[] {
    const faults: Fault[] = [];
    const held = this.#held(found);
    for (const { location, fingerprint } of found.held) {
      if (this.#numberOf(fingerprint) === undefined)
        faults.push({ kind: 'half', text: `${location} is no whole backup` });
    }
    for (const number of held.filter((one, index) => held.indexOf(one) !== index)) {
      faults.push({ kind: 'doubled', text: `backup ${number} is held twice` });
    }
    const recorded = found.ledger.map(({ sha256 }) => this.#numberOf(sha256) ?? Number.NaN).sort((a, b) => b - a);
    for (const number of recorded.slice(0, this.#toKeep)) {
      if (number >= Math.min(...held) && !held.includes(number)) {
        faults.push({ kind: 'lost', text: `the ledger says that backup ${number} is delivered, and it is not held` });
      }
    }
    return faults;
  }

  #held(found: Findings): number[] {
    return found.held.flatMap(({ fingerprint }) => this.#numberOf(fingerprint) ?? []);
  }

  #numberOf(sha256: string): number | undefined {
    const { backups } = this.#appliance;
    for (let number = this.#numbers.size; number < backups.length; number += 1) {
      this.#numbers.set(backups[number]?.content.sha256() ?? '', number);
    }
    return this.#numbers.get(sha256);
  }
}
