import { knowsPeak, peakMemory } from '../support/peak-memory.js';
import type { Measurement } from './benchmark.js';

/** Measures work of this process, piece by piece: what is prepared in between is not on the clock. */
export class Stopwatch {
  #seconds = 0;
  #cpuSeconds = 0;

  /** Does a piece of work on the clock. */
  async time<T>(work: () => T | Promise<T>): Promise<T> {
    const [cpu, started] = [process.cpuUsage(), performance.now()];
    try {
      return await work();
    } finally {
      this.#seconds += (performance.now() - started) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      this.#cpuSeconds += (user + system) / 1_000_000;
    }
  }

  /** What all pieces took together, for so many units of work. Memory is that of the process since its start. */
  async measurement(units: number): Promise<Measurement> {
    // What the process itself is told can be the peak of the one that started it; Linux has its own figure besides.
    const peakBytes = (knowsPeak ? await peakMemory(process.pid) : undefined) ?? process.resourceUsage().maxRSS * 1024;
    return { units, seconds: this.#seconds, cpuSeconds: this.#cpuSeconds, peakBytes };
  }
}
