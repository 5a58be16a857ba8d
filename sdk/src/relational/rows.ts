import type { Product } from '../item.js';
import type { RecordingOperation } from '../operation.js';
import type { Customer, EventFile, Reference, Representative, Session, SessionEvent, Team } from '../session.js';
import { systemInformationXml } from './system-information-xml.js';

/** A value of a row. Dates are moments in UTC. */
export type ColumnValue = string | number | boolean | Date | null;

/** A row, by the names of its columns; without the columns that the database fills or that lead to a parent row. */
export type Row = Readonly<Record<string, ColumnValue>>;

/** The rows of one event with the rows that belong to it. */
export interface EventRows {
  /** The row of `session_event`. */
  readonly event: Row;
  /** The rows of `session_event_data`. */
  readonly data: readonly Row[];
  /** The rows of `system_information`; none unless they are wanted. */
  readonly systemInformation: readonly Row[];
}

/** Tables whose rows belong to a session directly; `session_event` does too, see {@link SessionRows.events}. */
export const sessionChildTables = ['representative', 'user', 'customer', 'team', 'custom_attribute'] as const;

/** All rows of one session. */
export interface SessionRows {
  /** The row of `session`. */
  readonly session: Row;
  /** In the order of the report. */
  readonly events: readonly EventRows[];
  /** The rows of each table of {@link sessionChildTables}; none for the other product. */
  readonly children: Readonly<Record<(typeof sessionChildTables)[number], readonly Row[]>>;
}

/** Where a session comes from and how much of it is stored. */
export interface RowSource {
  /** `host` or `host:port` of the site. */
  readonly hostName: string;
  /** Decides between the tables `representative` and `user`. */
  readonly product: Product;
  /** Whether system information becomes rows; it can be large. */
  readonly storeSystemInformation: boolean;
}

/**
 * The site's name as it stands in `session.host_name`: lower case and without the port 443, so that another spelling of
 * the same site does not double its sessions.
 */
export function storageHostName(host: string): string {
  return host.toLowerCase().replace(/:443$/, '');
}

/**
 * The rows of `storageTables` that a session becomes. Values stay as the appliance sent them (`Unknown`, `ip:port`, `-1`)
 * and are never cut.
 */
export function sessionRows(session: Session, source: RowSource): SessionRows {
  const people = session.representatives.map((one) => participantRow(one, session.primaryRep));
  return {
    session: sessionRow(session, source),
    events: session.events.map((event) => eventRows(event, source.storeSystemInformation)),
    children: {
      representative: source.product === 'RS' ? people : [],
      user: source.product === 'PRA' ? people : [],
      customer: session.customers.map((one) => customerRow(one, session.primaryCustomer)),
      team: session.teams.map((one) => teamRow(one, session.primaryTeam)),
      custom_attribute: session.customAttributes.map((one) => ({
        display_name: one.displayName ?? null,
        code_name: one.codeName ?? null,
        value: one.value,
      })),
    },
  };
}

function sessionRow(session: Session, source: RowSource): Row {
  return {
    lsid: session.lsid,
    type: session.sessionType ?? null,
    start_time: session.startTime ?? null,
    end_time: session.endTime ?? null,
    duration: session.duration ?? null,
    file_transfers: session.fileTransferCount ?? null,
    host_name: storageHostName(source.hostName),
    external_key: session.externalKey ?? null,
    ...publicSite(session, source.product),
    jump_group_id: session.jumpGroup?.id ?? null,
    jump_group_name: session.jumpGroup?.name ?? null,
    jump_group_type: session.jumpGroup?.type ?? null,
    ...sequence(session.lseq),
    file_moves: session.fileMoveCount ?? null,
    file_deletes: session.fileDeleteCount ?? null,
    jumpoint_id: session.jumpoint?.id ?? null,
    jumpoint_name: session.jumpoint?.name ?? null,
    primary_customer_name: session.primaryCustomer?.name ?? null,
    primary_customer_gs_number: session.primaryCustomer?.gsnumber ?? null,
    primary_rep_name: session.primaryRep?.name ?? null,
    primary_rep_gs_number: session.primaryRep?.gsnumber ?? null,
    primary_rep_id: session.primaryRep?.id ?? null,
    primary_team_name: session.primaryTeam?.name ?? null,
    primary_team_id: session.primaryTeam?.id ?? null,
    session_recordings: countRecordings(session, 'session-recordings'),
    command_shell_recordings: countRecordings(session, 'command-shell-recordings'),
    show_my_screen_recordings: countRecordings(session, 'show-my-screen-recordings'),
  };
}

/** The guide's defaults `1` and `Default` are Remote Support's; Privileged Remote Access has no public sites. */
function publicSite(session: Session, product: Product): Row {
  const site = session.publicSite ?? (product === 'RS' ? { id: '1', name: 'Default' } : undefined);
  return { public_site_id: site?.id ?? null, public_site_name: site?.name ?? null };
}

/** 15 digits are what a JavaScript number holds exactly. */
function sequence(lseq: string | undefined): Row {
  const isNumber = lseq !== undefined && /^(0|-?[1-9]\d{0,14})$/.test(lseq);
  return { lseq: isNumber ? Number(lseq) : null, lseq_text: isNumber ? null : (lseq ?? null) };
}

function countRecordings(session: Session, operation: RecordingOperation): number {
  return session.recordings.filter((recording) => recording.operation === operation).length;
}

function eventRows(event: SessionEvent, storeSystemInformation: boolean): EventRows {
  return {
    event: {
      type: event.type,
      event_time: event.time ?? null,
      performed_by: event.performedBy?.name ?? null,
      performed_by_type: event.performedBy?.type ?? null,
      destination: event.destination?.name ?? null,
      destination_type: event.destination?.type ?? null,
      body: event.body ?? null,
      performed_by_gs_number: event.performedBy?.gsnumber ?? null,
      destination_gs_number: event.destination?.gsnumber ?? null,
    },
    data: [...event.data.map(({ name, value }) => ({ name, value })), ...fileRows(event)],
    systemInformation: storeSystemInformation
      ? event.systemInformation.map((one) => ({ category: one.category, information: systemInformationXml(one.rows) }))
      : [],
  };
}

/** The files of an event as data, but for those that the event's data names already. */
function fileRows(event: SessionEvent): Row[] {
  const unmatched = [...event.data];
  const isNew = (name: string, value: string): boolean => {
    const index = unmatched.findIndex((one) => one.name === name && one.value === value);
    if (index >= 0) unmatched.splice(index, 1);
    return index < 0;
  };
  const values = ({ filename, filesize }: EventFile): Row[] => [
    ...(isNew('filename', filename) ? [{ name: 'filename', value: filename }] : []),
    ...(filesize !== undefined && isNew('filesize', filesize) ? [{ name: 'filesize', value: filesize }] : []),
  ];
  return event.files.flatMap(values);
}

function participantRow(one: Representative, primary: Reference | undefined): Row {
  return {
    gs_number: one.gsnumber ?? null,
    user_id: one.id ?? null,
    user_name: one.username ?? null,
    display_name: one.privateDisplayName ?? one.displayName ?? null,
    public_display_name: one.publicDisplayName ?? null,
    display_number: one.displayNumber ?? null,
    public_ip: one.publicIp ?? null,
    private_ip: one.privateIp ?? null,
    is_owner: one.sessionOwner ?? null,
    is_primary: one.primary ?? isMeant(primary, one.gsnumber, one.id),
    duration: one.secondsInvolved ?? null,
    host_name: one.hostname ?? null,
    operating_system: one.os ?? null,
    display_name_sent: one.displayName ?? null,
    invited: one.invited ?? null,
  };
}

function customerRow(one: Customer, primary: Reference | undefined): Row {
  return {
    gs_number: one.gsnumber ?? null,
    issue: one.info.issue ?? null,
    issue_description: one.info.details ?? null,
    display_name: one.info.name ?? one.username ?? null,
    company_name: one.info.company ?? null,
    company_code: one.info.companyCode ?? null,
    public_ip: one.publicIp ?? null,
    private_ip: one.privateIp ?? null,
    rpat_support: one.rpatSupport ?? null,
    host_name: one.hostname ?? null,
    operating_system: one.os ?? null,
    user_name: one.username ?? null,
    is_primary: one.primary ?? isMeant(primary, one.gsnumber),
  };
}

function teamRow(one: Team, primary: Reference | undefined): Row {
  return {
    team_id: one.id ?? null,
    name: one.name,
    is_primary:
      one.primary ?? isMeant(primary, undefined, one.id) ?? (primary === undefined ? null : primary.name === one.name),
  };
}

/** Whether a reference means the one with these numbers; null where that cannot be told. */
function isMeant(reference: Reference | undefined, gsnumber?: string, id?: string): boolean | null {
  if (reference?.gsnumber !== undefined && gsnumber !== undefined) return reference.gsnumber === gsnumber;
  if (reference?.id !== undefined && id !== undefined) return reference.id === id;
  return null;
}
