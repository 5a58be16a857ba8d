import type { Operation, Product } from '@integration-client/sdk';
import type { SessionFact } from './traffic.js';

/** A file that the archive should hold. */
export interface ExpectedFile {
  readonly operation: Operation;
  /** As the ledger names it: `host/operation/lsid`, with `/instance` where there are several. */
  readonly key: string;
  readonly sha256: string;
}

/** What the appliances have told so far. */
export class Expected {
  /** The newest fact of each session, by its id. */
  readonly sessions = new Map<string, SessionFact>();
  readonly #hosts: Readonly<Record<Product, string>>;
  /** Every document and recording that ever was, by SHA-256, with the key of its item. */
  readonly #ever = new Map<string, string>();
  #changed: string[] = [];

  constructor(hosts: Readonly<Record<Product, string>>) {
    this.#hosts = hosts;
  }

  add(facts: readonly SessionFact[]): void {
    for (const fact of facts) {
      if (this.sessions.has(fact.lsid)) this.#changed.push(this.sessionKey(fact));
      this.sessions.set(fact.lsid, fact);
      for (const { key, sha256 } of this.#filesOf(fact)) this.#ever.set(sha256, key);
    }
  }

  /** The files as they should be now. */
  files(): ExpectedFile[] {
    return [...this.sessions.values()].flatMap((fact) => this.#filesOf(fact));
  }

  /** The key of the item whose content this is or once was; undefined for what no appliance has ever sent. */
  keyOf(sha256: string): string | undefined {
    return this.#ever.get(sha256);
  }

  /** The keys of the sessions that changed since the last call. */
  changed(): string[] {
    const changed = this.#changed;
    this.#changed = [];
    return changed;
  }

  sessionKey({ product, lsid }: Pick<SessionFact, 'product' | 'lsid'>): string {
    return `${this.hostOf(product)}/sessions/${lsid}`;
  }

  hostOf(product: Product): string {
    return this.#hosts[product];
  }

  #filesOf(fact: SessionFact): ExpectedFile[] {
    const { product, lsid, document, recordings } = fact;
    return [
      { operation: 'sessions', key: this.sessionKey(fact), sha256: document },
      ...recordings.map(({ operation, instance, sha256 }) => {
        const key = `${this.hostOf(product)}/${operation}/${lsid}`;
        return { operation, key: instance === undefined ? key : `${key}/${instance}`, sha256 };
      }),
    ];
  }
}
