import type { InjectionToken } from 'tsyringe';
import type { Disk } from './disk.js';
import type { Logger } from './logger.js';

const token = <T>(name: string): InjectionToken<T> => Symbol.for(`@integration-client/sdk/${name}`);

/**
 * What a destination's constructor can ask for:
 * `constructor(@inject(Tokens.Settings) settings: MySettings, @inject(Tokens.Logger) log: Logger)`.
 */
export const Tokens = Object.freeze({
  /** The destination's settings: valid, defaults filled in, secrets in clear. */
  Settings: token<unknown>('Settings'),
  /** The name people gave this destination ("Destination Name"): a string. */
  DestinationName: token<string>('DestinationName'),
  Logger: token<Logger>('Logger'),
  /** The disk. A plugin that stores files goes through it alone, so that faults can be tried. */
  Disk: token<Disk>('Disk'),
});
