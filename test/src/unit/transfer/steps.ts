import type { Appliance } from '@integration-client/core/appliance/appliance';
import type { TransferState } from '@integration-client/core/transfer/state';
import type { Destination } from '@integration-client/sdk';

/** What goes wrong at a step of a run. */
export interface Fault {
  /** Before: nothing has happened. After: it has, and nobody was told. */
  readonly when: 'before' | 'after';
  readonly error: () => Error;
  /** The process ends there: nothing that it tries later has any effect. */
  readonly crash?: boolean;
}

/** Counts every call that a run makes to what lies outside of it, and lets chosen ones fail. */
export class Steps {
  count = 0;
  /** What was called, in order: `state.delivered`. */
  readonly names: string[] = [];
  readonly #plan: (step: number, name: string) => Fault | undefined;
  #dead = false;

  constructor(plan: (step: number, name: string) => Fault | undefined = () => undefined) {
    this.#plan = plan;
  }

  state(state: TransferState): TransferState {
    return this.#watched('state', state);
  }

  destination(destination: Destination): Destination {
    return this.#watched('destination', destination);
  }

  appliance(appliance: Appliance): Appliance {
    return this.#watched('appliance', appliance);
  }

  #watched<T extends object>(name: string, target: T): T {
    return new Proxy(target, {
      get: (_, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function' || property === 'close') return value;
        return async (...parameters: unknown[]) => {
          const act = async () => value.apply(target, parameters);
          const result: unknown = await this.#step(`${name}.${String(property)}`, act);
          return property === 'report' && result !== undefined
            ? this.#stream(result as AsyncIterable<unknown>)
            : result;
        };
      },
    });
  }

  async *#stream<T>(entries: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const entry of entries) yield await this.#step('appliance.entry', async () => entry);
  }

  async #step<T>(name: string, act: () => Promise<T>): Promise<T> {
    this.count += 1;
    this.names.push(name);
    if (this.#dead) throw new Error('crashed');
    const fault = this.#plan(this.count, name);
    if (fault?.crash) this.#dead = true;
    if (fault?.when === 'before') throw fault.error();
    const result = await act();
    if (fault?.when === 'after') throw fault.error();
    return result;
  }
}
