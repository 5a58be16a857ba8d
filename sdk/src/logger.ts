/** Writes to the host's log, under the destination's name. Secrets of the settings are masked by the host. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
