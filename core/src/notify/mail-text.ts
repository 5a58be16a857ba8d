import { timeText } from '../text.js';
import type { Incident, IncidentPlace } from './incident.js';
import { isNews } from './pacing.js';

/** A mail as it is written, without its addresses. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** Who writes. */
export interface MailWriter {
  /** The machine's name. */
  readonly machine: string;
  /** The home directory. */
  readonly home: string;
}

/** Incidents that a mail describes, of each kind; the others it counts. */
const describedIncidents = 20;

/** Longest quotation of a message or a hint, in characters. */
const longestQuotation = 500;

/** Tells of all incidents: what is new, what goes on, what is over, and what to do. */
export function incidentMail(incidents: readonly Incident[], writer: MailWriter): Mail {
  const over = incidents.filter(({ recovered }) => recovered !== undefined);
  const open = incidents.filter(({ recovered }) => recovered === undefined);
  const fresh = open.filter(isNews);
  const going = open.filter((incident) => !isNews(incident));
  const text = [
    section('NEW', fresh, openText),
    section('STILL FAILING', going, openText),
    section('OVER', over, overText),
    open.length === 0 ? 'Nothing else is known to fail.\n' : '',
    footer(writer),
  ];
  return { subject: subjectOf(fresh, going, over), text: text.filter((part) => part !== '').join('\n') };
}

/** What "Send Test" sends. */
export function testMail(writer: MailWriter): Mail {
  return {
    subject: 'Integration Client: test mail',
    text:
      'This is a test: the Integration Client can send mail with these settings.\n\n' +
      'ic-host tells of errors of scheduled runs like this: the first at once, repeats gathered into\n' +
      'one mail now and then, and a mail when it is over.\n\n' +
      footer(writer),
  };
}

function subjectOf(fresh: readonly Incident[], going: readonly Incident[], over: readonly Incident[]): string {
  const [only, ...others] = [...fresh, ...going, ...over];
  if (only !== undefined && others.length === 0) {
    const verb = only.recovered === undefined ? (going.length > 0 ? 'still failing' : 'failed') : 'works again';
    // In quotes a subject would have to be encoded.
    return oneLine(`Integration Client: ${verb}: ${placeText(only).replaceAll('"', '')} (${only.code})`);
  }
  const counts = [
    [fresh.length, 'new'],
    [going.length, 'still failing'],
    [over.length, 'over'],
  ] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `Integration Client: errors: ${parts.join(', ')}`;
}

function section(title: string, incidents: readonly Incident[], describe: (incident: Incident) => string[]): string {
  if (incidents.length === 0) return '';
  const blocks = incidents
    .slice(0, describedIncidents)
    .map((incident, index) => `${index + 1}. ${describe(incident).join('\n   ')}\n`);
  const more = incidents.length - describedIncidents;
  return [`${title}\n`, ...blocks, ...(more > 0 ? [`… and ${more} more: ic status\n`] : [])].join('\n');
}

function openText(incident: Incident): string[] {
  const { message, hint, code, since, last, occurrences, failedItems, outcome } = incident;
  return [
    oneLine(placeText(incident)),
    `${quoted(message)} [${oneLine(code)}]`,
    ...(hint === undefined ? [] : [`What to do: ${quoted(hint)}`]),
    ...(failedItems > 0 && outcome === 'partial' ? [`Items that failed in the last run: ${failedItems}`] : []),
    occurrences === 1
      ? `Since: ${timeText(since.toISOString())}`
      : `Since: ${timeText(since.toISOString())}, ${occurrences} times, last ${timeText(last.toISOString())}`,
    ...commandsFor(incident).map((command) => `> ${command}`),
  ];
}

function overText(incident: Incident): string[] {
  const { message, code, since, last, occurrences, recovered, failedItems, site, destination } = incident;
  const times = occurrences === 1 ? 'once' : `${occurrences} times, last ${timeText(last.toISOString())}`;
  const items = site !== undefined && destination !== undefined && failedItems > 0;
  return [
    oneLine(placeText(incident)),
    `${quoted(message)} [${oneLine(code)}]`,
    `Failed since ${timeText(since.toISOString())}, ${times}; works again since ${timeText(recovered?.toISOString())}`,
    ...(items ? ['Items that were given up meanwhile, if any:', `> ${quarantineCommand(site, destination)}`] : []),
  ];
}

/** What a person would call to find out more, or to see whether it works. */
function commandsFor({ schedule, site, destination, outcome }: Incident): string[] {
  const run = schedule === undefined ? [] : [`ic schedule run ${argument(schedule)}`];
  const log = 'ic logs --service --level error';
  if (site === undefined || destination === undefined) return [log, ...run];
  if (outcome === 'partial') return [quarantineCommand(site, destination), log];
  if (outcome === 'failed') return [log, ...run];
  return [`ic site test ${argument(site)}`, `ic destination test ${argument(destination)}`, ...run];
}

function quarantineCommand(site: string, destination: string): string {
  return `ic quarantine list --site ${argument(site)} --destination ${argument(destination)}`;
}

function placeText({ schedule, site, destination }: IncidentPlace): string {
  const inSchedule = schedule === undefined ? '' : `schedule "${schedule}"`;
  if (site !== undefined && destination !== undefined) return `${site} to ${destination}, ${inSchedule}`;
  return inSchedule === '' ? 'ic-host' : inSchedule;
}

function footer({ machine, home }: MailWriter): string {
  return [
    '--',
    `Integration Client on ${oneLine(machine)}, home ${oneLine(home)}`,
    'See all: ic status · the log: ic logs --service · these mails: ic notifications show',
    '',
  ].join('\n');
}

function quoted(text: string): string {
  const line = oneLine(text);
  return line.length > longestQuotation ? `${line.slice(0, longestQuotation - 1)}…` : line;
}

/** Names and messages may hold what would begin a new line, or a new header, or turn the text round. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ');
}

/** A name as one argument of a command: in quotes where a shell would take it apart. */
function argument(name: string): string {
  return /^[\w.@:/-]+$/.test(name) ? name : `"${oneLine(name).replace(/["\\$`]/g, '\\$&')}"`;
}
