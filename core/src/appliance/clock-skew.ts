/** A clock that is off by more is worth a warning, in seconds. */
const mostSkew = 60;

/** How far apart two clocks are, in words. */
export interface ClockSkew {
  /** `the appliance's clock is 10 minutes ahead of this machine's` */
  readonly apart: string;
  /** The same as a warning: what it means and what to do. */
  readonly warning: string;
}

/** How far the appliance's clock is from this machine's; undefined where they agree to within a minute. */
export function clockSkew(applianceTime: Date, now: Date): ClockSkew | undefined {
  const seconds = Math.round((applianceTime.getTime() - now.getTime()) / 1000);
  if (Math.abs(seconds) <= mostSkew) return undefined;
  const rest = `appliance's clock is ${spanOf(Math.abs(seconds))} ${seconds > 0 ? 'ahead of' : 'behind'} this machine's`;
  return { apart: `the ${rest}`, warning: `The ${rest}. No data is lost by it, but set the clock that is wrong.` };
}

function spanOf(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} hours`;
  return `${Math.round(seconds / 86_400)} days`;
}
