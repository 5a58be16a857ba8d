import { once, type Producers } from './workshop.js';

/** A home with a schedule of a session that the appliance does not send well-formed. */
const withBadSession = once(async (shop) => {
  const fault = shop.appliance.fault({ on: 'report', kind: 'not-well-formed-session' });
  try {
    const run = await shop.run({});
    return `${run}\n${await shop.ic('status')}\n${await shop.ic('quarantine', 'list')}`;
  } finally {
    fault.clear();
  }
});

/** Messages about schedules and what they leave. */
export const scheduleMessages: Producers = {
  'There is no schedule named …': (shop) => shop.ic('schedule', 'run', 'Nowhere'),
  'What failed is listed by: ic quarantine list': withBadSession,
  'Quarantine:         … set aside, …: ic quarantine list': withBadSession,
  'Nothing was run: every site or destination of the schedule is disabled.': async (shop) => {
    const site = await shop.site({});
    await shop.ic('site', 'disable', site);
    return shop.run({ site });
  },
  '"…" is the key of no item in quarantine': (shop) => shop.ic('quarantine', 'retry', 'nothing'),
};
