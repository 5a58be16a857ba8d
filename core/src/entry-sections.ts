import type { Kind } from './application.js';
import type { Configuration, DestinationSettings, ScheduleSettings, SiteSettings } from './configuration.js';

/** An entry of the settings, by kind. */
export interface Entries {
  readonly site: SiteSettings;
  readonly destination: DestinationSettings;
  readonly schedule: ScheduleSettings;
}

/** Where entries of a kind stand in a settings file. */
export const entrySections = {
  site: 'sites',
  destination: 'destinations',
  schedule: 'schedules',
} as const satisfies Record<Kind, keyof Configuration>;
