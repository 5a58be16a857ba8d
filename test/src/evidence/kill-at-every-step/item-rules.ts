import type { Fault, Findings, LedgerRow } from './findings.js';

/** What has to hold after a kill, and after the run that followed it. */
export interface Rules {
  /** Takes what an undisturbed run left behind as what has to be. */
  learn(found: Findings): void;
  afterKill(found: Findings): Fault[];
  afterNextRun(found: Findings): Fault[];
}

/** A version of an item, as a run that nobody disturbed left it. */
interface Version {
  /** Of its receipt. */
  readonly sha256: string;
  /** Of what the destination held. */
  readonly fingerprint: string;
}

/** Every item is held once, in its newest version, and so are files of others; until then in any whole version that it had. */
export class ItemRules implements Rules {
  /** By key, the oldest first. */
  readonly #versions = new Map<string, Version[]>();
  readonly #keys = new Map<string, string>();
  readonly #foreign: ReadonlyMap<string, string>;
  #newest: Findings | undefined;

  /** @param foreign the files of others: location and SHA-256 */
  constructor(foreign: ReadonlyMap<string, string>) {
    this.#foreign = foreign;
  }

  learn(found: Findings): void {
    const held = new Map(found.held.map(({ location, fingerprint }) => [location, fingerprint]));
    for (const { key, location, sha256 } of found.ledger) {
      const fingerprint = held.get(location) ?? '';
      const versions = this.#versions.get(key) ?? [];
      if (versions.at(-1)?.fingerprint !== fingerprint) versions.push({ sha256, fingerprint });
      this.#versions.set(key, versions);
      this.#keys.set(fingerprint, key);
    }
    this.#newest = found;
  }

  afterKill({ held, ledger }: Findings): Fault[] {
    const faults = this.#foreignFaults(held);
    const places = this.#places(held);
    for (const [fingerprint, locations] of places) {
      const key = this.#keys.get(fingerprint);
      if (key === undefined) faults.push({ kind: 'half', text: `${locations} is no whole version of anything` });
      else if (locations.length > 1) faults.push({ kind: 'doubled', text: `${key} is held twice: ${locations}` });
    }
    for (const entry of ledger) {
      if (!this.#isHeld(entry, places)) {
        faults.push({ kind: 'lost', text: `the ledger says that ${entry.key} is delivered, and it is not held` });
      }
    }
    return faults;
  }

  afterNextRun(found: Findings): Fault[] {
    const faults = this.#foreignFaults(found.held);
    const places = this.#places(found.held);
    const ledger = new Map(found.ledger.map((entry) => [entry.key, entry]));
    for (const [key, versions] of this.#versions) {
      const newest = versions.at(-1) as Version;
      const [location, ...more] = places.get(newest.fingerprint) ?? [];
      places.delete(newest.fingerprint);
      if (location === undefined) faults.push({ kind: 'lost', text: `${key} is not held` });
      if (more.length > 0) faults.push({ kind: 'doubled', text: `${key} is held at ${location} and at ${more}` });
      const entry = ledger.get(key);
      if (entry?.sha256 !== newest.sha256 || entry.location !== location) {
        faults.push({ kind: 'wrong', text: `${key} is at ${location}, and the ledger has ${JSON.stringify(entry)}` });
      }
      ledger.delete(key);
    }
    for (const [fingerprint, locations] of places) {
      const key = this.#keys.get(fingerprint);
      if (key === undefined) faults.push({ kind: 'half', text: `${locations} is no whole version of anything` });
      else faults.push({ kind: 'doubled', text: `${key} is held in an earlier version, too: ${locations}` });
    }
    for (const key of ledger.keys()) faults.push({ kind: 'wrong', text: `the ledger has ${key}, which there is not` });
    if (found.remembered !== this.#newest?.remembered) {
      faults.push({ kind: 'wrong', text: `remembered is ${found.remembered}, not ${this.#newest?.remembered}` });
    }
    return faults;
  }

  /** Where each content is that is not a file of others. */
  #places(held: Findings['held']): Map<string, string[]> {
    const places = new Map<string, string[]>();
    for (const { location, fingerprint } of held) {
      if (this.#foreign.has(location)) continue;
      places.set(fingerprint, [...(places.get(fingerprint) ?? []), location]);
    }
    return places;
  }

  /** In the version that was recorded, or in a newer one. */
  #isHeld({ key, sha256 }: LedgerRow, places: ReadonlyMap<string, unknown>): boolean {
    const versions = this.#versions.get(key) ?? [];
    const recorded = versions.findIndex((version) => version.sha256 === sha256);
    return recorded >= 0 && versions.slice(recorded).some(({ fingerprint }) => places.has(fingerprint));
  }

  #foreignFaults(held: Findings['held']): Fault[] {
    const found = new Map(held.map(({ location, fingerprint }) => [location, fingerprint]));
    return [...this.#foreign]
      .filter(([location, fingerprint]) => found.get(location) !== fingerprint)
      .map(([location]) => ({ kind: 'lost', text: `${location} belongs to somebody else, and is not as it was` }));
  }
}
