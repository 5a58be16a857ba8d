import { resolve } from 'node:path';
import type { TesterRequest } from '@integration-client/core/application';
import type { Selection } from '@integration-client/core/transfer/job';
import { ConfigError } from '@integration-client/sdk';
import type { TransferRequest } from './transfers.js';

const daySeconds = 24 * 3600;

/** What the API Tester has to transfer: every site to every destination. Throws ConfigError for what does not go together. */
export function testerTransfers(request: TesterRequest, now: Date): TransferRequest[] {
  checkRequest(request);
  const selection = selectionOf(request, now);
  // Report files need a site only for what has to be fetched; what is delivered still needs one for its name.
  return request.sites.flatMap((site) =>
    request.destinations.map((destination) => ({ site, destination, operations: request.operations, selection })),
  );
}

function selectionOf(request: TesterRequest, now: Date): Selection {
  const openSessions = request.openSessions ?? false;
  if (request.xmlFiles !== undefined && request.xmlFiles.length > 0) {
    return { kind: 'files', files: request.xmlFiles.map((file) => resolve(file)), openSessions };
  }
  if (request.lsid !== undefined) return { kind: 'lsid', lsid: request.lsid };
  const days = request.days ?? 1;
  const from =
    request.start === undefined ? new Date(now.getTime() - days * daySeconds * 1000) : startOfDay(request.start);
  return { kind: 'span', from, seconds: request.start === undefined ? 0 : days * daySeconds, openSessions };
}

function startOfDay(text: string): Date {
  const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (!Number.isNaN(date.getTime())) return date;
  throw usage(`"${text}" is no date`, 'Write it as YYYY-MM-DD.');
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
