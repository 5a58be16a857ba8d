import type { LogQuery } from '@integration-client/core/application';

/** The logs, as the original names them. */
export const logTitles: Readonly<Record<LogQuery['log'], string>> = { ic: 'IC Log', service: 'Service Log' };
