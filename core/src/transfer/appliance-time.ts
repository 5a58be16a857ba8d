import { ConfigError, RetryableError, UnreachableError } from '@integration-client/sdk';
import type { Appliance } from '../appliance/appliance.js';
import { clockSkew } from '../appliance/clock-skew.js';
import type { TransferParts } from './job.js';
import { beginningOfTime } from './windows.js';

/** The appliance's clock as a run saw it first. */
export type ApplianceNow = (appliance: Appliance) => Promise<Date>;

/**
 * The appliance's clock, where the account may ask for it and it tells a time that can be; otherwise this machine's. The log
 * warns where the two are far apart.
 */
export async function applianceTime(appliance: Appliance, parts: TransferParts): Promise<Date> {
  try {
    const { time } = await appliance.info(parts.signal);
    const now = parts.clock.now();
    if (time === undefined) return now;
    const skew = clockSkew(time, now);
    if (skew !== undefined) parts.log.warn(skew.warning);
    return time > beginningOfTime ? time : now;
  } catch (error) {
    if (!isOnlyInfoMissing(error)) throw error;
    parts.log.debug(`The appliance's clock could not be read: ${error.message}`);
    return parts.clock.now();
  }
}

/** An account may be allowed reports and not commands. The clock only sizes windows and dates backups: go on without it. */
function isOnlyInfoMissing(error: unknown): error is Error {
  if (error instanceof UnreachableError) return false;
  return error instanceof RetryableError || (error instanceof ConfigError && error.code !== 'login-refused');
}
