import type { Measurement, Round } from './benchmark.js';

/** How many times as fast one contender is as another: units in a second. */
export function speedRatio(one: string, other: string): (round: Round) => number {
  return (round) => speed(measurementOf(round, one)) / speed(measurementOf(round, other));
}

/** How many times as much memory one contender needs at its peak as another. */
export function peakRatio(one: string, other: string): (round: Round) => number {
  return (round) => measurementOf(round, one).peakBytes / measurementOf(round, other).peakBytes;
}

/** The most memory that a contender needed, in MB. */
export function peakMegabytes(contender: string): (round: Round) => number {
  return (round) => measurementOf(round, contender).peakBytes / 1024 / 1024;
}

/** Units in a second. */
export function speed({ units, seconds }: Measurement): number {
  return units / seconds;
}

/** What a contender showed in a round. Throws where it did not run. */
export function measurementOf(round: Round, contender: string): Measurement {
  const measurement = round.get(contender);
  if (measurement === undefined) throw new Error(`the contender ${contender} did not run`);
  return measurement;
}

/** The one in the middle; of an even number, the mean of the two in the middle. Throws where there are none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new Error('there is no median of nothing');
  return (low + high) / 2;
}
