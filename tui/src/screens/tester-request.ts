import type { TesterRequest } from '@integration-client/core/application';
import { type Fault, SettingsError } from '@integration-client/core/faults';
import { type Operation, operations } from '@integration-client/sdk';
import { commandText, eachOption } from '../command-text.js';
import { isDay, notADay } from '../days.js';
import { type FieldValues, isChecked } from '../parts/fields.js';

/** What was chosen in the API Tester. Throws SettingsError with all that is missing or wrong, by field. */
export function testerRequest(
  values: FieldValues,
  files: readonly string[],
  offered: readonly Operation[],
): TesterRequest {
  const isFiles = values.source === 'files';
  const list = (name: string) => values[name] as readonly string[];
  const request = {
    sites: isFiles ? [String(values.site)].filter(Boolean) : list('sites'),
    destinations: list('destinations'),
    operations: operations.filter(
      (operation) => offered.includes(operation) && isChecked(values.operations ?? [], operation),
    ),
  };
  const faults: Fault[] = [
    ...missing(request.sites, isFiles ? 'site' : 'sites', 'select a site'),
    ...(isFiles ? missing(files, 'files', 'add at least one file') : rangeFaults(values)),
    ...missing(request.destinations, 'destinations', 'select at least one destination'),
    ...missing(request.operations, 'operations', 'select at least one type of data'),
  ];
  if (faults.length > 0) throw new SettingsError('Something is missing', faults);
  return {
    ...request,
    ...(isFiles ? { xmlFiles: files } : rangeOf(values)),
    ...(values.openSessions === true && (isFiles || values.filter !== 'lsid') ? { openSessions: true } : {}),
  };
}

/** The command that does the same. */
export function testerCommand({
  sites,
  destinations,
  operations: types,
  start,
  days,
  lsid,
  openSessions,
  xmlFiles,
}: TesterRequest): string {
  return commandText([
    'ic',
    'tester',
    ...eachOption('--site', sites),
    ...eachOption('--destination', destinations),
    ...eachOption('--operation', types),
    ...(start === undefined ? [] : ['--start', start, '--days', String(days ?? 1)]),
    ...(lsid === undefined ? [] : ['--lsid', lsid]),
    ...(openSessions === true ? ['--open-sessions'] : []),
    ...(xmlFiles === undefined ? [] : ['--xml', ...xmlFiles]),
  ]);
}

function missing(list: readonly unknown[], path: string, message: string): Fault[] {
  return list.length > 0 ? [] : [{ path, message }];
}

function rangeOf({ filter, lsid, start, days }: FieldValues): Pick<TesterRequest, 'lsid' | 'start' | 'days'> {
  return filter === 'lsid' ? { lsid: String(lsid).trim() } : { start: String(start).trim(), days: Number(days) };
}

function rangeFaults({ filter, lsid, start, days }: FieldValues): Fault[] {
  if (filter === 'lsid')
    return String(lsid).trim() === '' ? [{ path: 'lsid', message: 'type the id of a session' }] : [];
  return [
    ...(isDay(String(start).trim()) ? [] : [{ path: 'start', message: notADay }]),
    ...(/^[1-9]\d{0,3}$/.test(String(days).trim()) && Number(days) <= 3650
      ? []
      : [{ path: 'days', message: 'must be a whole number of days, 1 to 3650' }]),
  ];
}
