/** A piece of a report that could not be read. */
export const sessionNotWellFormed = 'session-not-well-formed';

/** A session that was to be asked for again and that the appliance no longer reports. */
export const sessionVanished = 'session-vanished';

/** Failures to get a session at all: in quarantine or not, it is delivered when the appliance does send it. */
export const neverHad: ReadonlySet<string> = new Set([sessionNotWellFormed, sessionVanished]);

/**
 * What a working appliance answers about one recording. However many such answers come in a row, it is not the place
 * that cannot be used, and the rest must not wait for them.
 */
export const aboutOneRecording: ReadonlySet<string> = new Set([
  'recording-error',
  'recording-not-found',
  'recording-empty',
  'recording-unknown-report',
  'recording-without-end',
  'recording-incomplete',
]);
