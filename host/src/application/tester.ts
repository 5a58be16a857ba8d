import { resolve } from 'node:path';
import type { TesterRequest } from '@integration-client/core/application';
import type { Configuration } from '@integration-client/core/configuration';
import { dayAfter, startOfDay } from '@integration-client/core/schedule/local-day';
import type { Selection } from '@integration-client/core/transfer/job';
import { ConfigError } from '@integration-client/sdk';
import type { TransferRequest } from './transfers.js';

const daySeconds = 24 * 3600;

/** What the API Tester has to transfer: every site to every destination. Throws ConfigError for what does not go together. */
export function testerTransfers(
  asked: TesterRequest,
  { sites, application }: Configuration,
  now: Date,
): TransferRequest[] {
  const request = withSite(asked, sites);
  checkRequest(request);
  const selection = selectionOf(request, now, application.timeZone ?? undefined);
  // Report files need a site only for what has to be fetched; what is delivered still needs one for its name.
  return request.sites.flatMap((site) =>
    request.destinations.map((destination) => ({ site, destination, operations: request.operations, selection })),
  );
}

/** Files are of the only site where there is one: what is delivered is named after its site, whether it is asked or not. */
function withSite(request: TesterRequest, sites: Configuration['sites']): TesterRequest {
  const [only] = sites;
  if (request.sites.length > 0 || request.xmlFiles === undefined || only === undefined) return request;
  if (sites.length === 1) return { ...request, sites: [only.name] };
  throw usage('There are several sites', 'Name the one that the XML files are of with --site: ic site list');
}

function selectionOf(request: TesterRequest, now: Date, timeZone: string | undefined): Selection {
  const openSessions = request.openSessions ?? false;
  if (request.xmlFiles !== undefined && request.xmlFiles.length > 0) {
    return { kind: 'files', files: request.xmlFiles.map((file) => resolve(file)), openSessions };
  }
  if (request.lsid !== undefined) return { kind: 'lsid', lsid: request.lsid };
  const days = request.days ?? 1;
  if (request.start === undefined) {
    return { kind: 'span', from: new Date(now.getTime() - days * daySeconds * 1000), seconds: 0, openSessions };
  }
  const from = startOfDay(request.start, timeZone);
  if (from === undefined) throw usage(`"${request.start}" is no day`, 'Write it as YYYY-MM-DD.');
  // Days on which the clock changes are shorter or longer.
  const end = startOfDay(dayAfter(request.start, days), timeZone) ?? from;
  return { kind: 'span', from, seconds: (end.getTime() - from.getTime()) / 1000, openSessions };
}

function checkRequest({ sites, destinations, operations, start, days, lsid, xmlFiles }: TesterRequest): void {
  const files = xmlFiles !== undefined && xmlFiles.length > 0;
  if (destinations.length === 0) throw usage('No destination is named', 'Name at least one: ic destination list');
  if (operations.length === 0) throw usage('No operation is named', 'Name at least one, such as sessions.');
  if (sites.length === 0) throw usage('No site is named', 'Name at least one: ic site list');
  if (files && sites.length > 1)
    throw usage('XML files come from one site', 'Name the site that they were downloaded from.');
  if (lsid !== undefined && (start !== undefined || days !== undefined)) {
    throw usage('A session id and a date range exclude each other', 'Give either the id, or start and days.');
  }
  if (files && (lsid !== undefined || start !== undefined || days !== undefined)) {
    throw usage('XML files are read whole', 'Leave out the date range and the session id.');
  }
  if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= 3650)) {
    throw usage('The duration is a whole number of days, 1 to 3650', 'Example: 30');
  }
}

function usage(message: string, hint: string): ConfigError {
  return new ConfigError(message, { code: 'tester-usage', hint });
}
