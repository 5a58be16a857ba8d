import type { ColumnDefinition, ColumnType, TableDefinition } from './definition.js';

const column = (name: string, type: ColumnType, description: string): ColumnDefinition => ({
  name,
  type,
  description,
  nullable: true,
});

const required = (name: string, type: ColumnType, description: string): ColumnDefinition => ({
  ...column(name, type, description),
  nullable: false,
});

/** A column that the guides do not have. */
const extra = (name: string, type: ColumnType, description: string): ColumnDefinition => ({
  ...column(name, type, description),
  extra: true,
});

const id = required('id', 'id', 'Number of the row, given when it is written.');

const parent = (table: string): ColumnDefinition => ({
  ...required(`${table}_id`, 'reference', `The row of \`${table}\` that this row belongs to.`),
  references: table,
});

const session: TableDefinition = {
  name: 'session',
  description: 'One row per session. Every other table leads back to it.',
  columns: [
    id,
    required('lsid', 'key-text', 'Identifies the session on its site, as the appliance sent it.'),
    column('type', 'text', 'Type of the session as sent; `support` on both products.'),
    column('start_time', 'timestamp', 'When the session began, UTC.'),
    column(
      'end_time',
      'timestamp',
      'When the session ended, UTC. Empty while it is open, and when it closed abnormally.',
    ),
    column('duration', 'text', 'Length of the session, HH:MM:SS as sent.'),
    column('file_transfers', 'integer', 'Number of files transferred.'),
    required(
      'host_name',
      'key-text',
      'Host name of the site, as in the settings but lower case; with the port where it is not 443.',
    ),
    column('external_key', 'key-text', 'Links the session to another system, for example the number of a ticket.'),
    column('public_site_id', 'text', 'Number of the public site (RS). `1` where the appliance names no public site.'),
    column('public_site_name', 'text', 'Name of the public site (RS). `Default` where the appliance names none.'),
    column(
      'jump_group_id',
      'text',
      'Number of the Jump Group within its type (PRA); of a personal one, the number of its owner.',
    ),
    column('jump_group_name', 'text', 'Name of the Jump Group (PRA); of a personal one, the name of its owner.'),
    column('jump_group_type', 'text', '`shared` or `personal` (PRA).'),
    column('lseq', 'integer', 'Running number of the session. Neither unique nor without gaps.'),
    extra('lseq_text', 'text', 'The running number as sent, where it is not a whole number that `lseq` can hold.'),
    extra('file_moves', 'integer', 'Number of files moved.'),
    extra('file_deletes', 'integer', 'Number of files deleted.'),
    extra('jumpoint_id', 'text', 'Number of the Jumpoint the session went through.'),
    extra('jumpoint_name', 'text', 'Name of the Jumpoint the session went through.'),
    extra('primary_customer_name', 'text', 'Name of the main customer (RS) or endpoint (PRA).'),
    extra('primary_customer_gs_number', 'text', 'Connection number of the main customer or endpoint.'),
    extra('primary_rep_name', 'text', 'Name of the last representative (RS) or user (PRA) to own the session.'),
    extra('primary_rep_gs_number', 'text', 'Connection number of that representative or user.'),
    extra('primary_rep_id', 'text', 'The appliance’s number of that representative or user.'),
    extra('primary_team_name', 'text', 'Name of the last team the session was assigned to.'),
    extra('primary_team_id', 'text', 'The appliance’s number of that team.'),
    extra('session_recordings', 'integer', 'Number of session recordings that the session says it has: 0 or 1.'),
    extra('command_shell_recordings', 'integer', 'Number of command shell recordings that the session says it has.'),
    extra('show_my_screen_recordings', 'integer', 'Number of Show My Screen recordings that the session says it has.'),
  ],
  unique: [['host_name', 'lsid']],
  indexes: [['start_time'], ['end_time'], ['external_key']],
};

const sessionEvent: TableDefinition = {
  name: 'session_event',
  description: 'One row per event of a session; ids rise in the order in which the appliance lists the events.',
  columns: [
    id,
    parent('session'),
    column('type', 'key-text', 'Type of the event as sent, for example `Chat Message`. An open set.'),
    column('event_time', 'timestamp', 'When it happened, UTC.'),
    column('performed_by', 'text', 'Name of who did it.'),
    column('performed_by_type', 'text', 'What that is, as sent: `system`, `customer`, `representative`.'),
    column('destination', 'text', 'Name of whom it was directed to.'),
    column('destination_type', 'text', 'What that is, as sent: `system`, `customer`, `representative`.'),
    extra('body', 'text', 'Text of the event: the chat message, the note.'),
    extra('performed_by_gs_number', 'text', 'Connection number of who did it.'),
    extra('destination_gs_number', 'text', 'Connection number of whom it was directed to.'),
  ],
  unique: [],
  indexes: [['session_id'], ['type', 'event_time']],
};

const sessionEventData: TableDefinition = {
  name: 'session_event_data',
  description:
    'One row per name and value of an event. Names may repeat; a file that an event speaks of is a row `filename` and a row `filesize` (bytes).',
  columns: [id, parent('session_event'), column('name', 'text', 'Name.'), column('value', 'text', 'Value, as sent.')],
  unique: [],
  indexes: [['session_event_id']],
};

const systemInformation: TableDefinition = {
  name: 'system_information',
  description:
    'One row per category of system information that an event brought. Filled only where the settings say so.',
  columns: [
    id,
    parent('session_event'),
    column('category', 'text', 'Category, for example `General`, `Memory`, `Drives`. Depends on the remote system.'),
    column('information', 'text', 'XML: a `<row>` for each row, in it a `<field name="…">` for each value.'),
  ],
  unique: [],
  indexes: [['session_event_id']],
};

function participants(name: string, who: string): TableDefinition {
  return {
    name,
    description: `One row per ${who} who took part in a session.`,
    columns: [
      id,
      column('gs_number', 'text', 'Number of the connection to the appliance. Given again to others later.'),
      parent('session'),
      column('user_id', 'text', `The appliance’s number of the ${who}.`),
      column('user_name', 'key-text', `User name of the ${who}.`),
      column('display_name', 'text', 'Private display name at the time of the session.'),
      column('public_display_name', 'text', 'Public display name at the time of the session.'),
      column('display_number', 'text', 'Display number at the time of the session.'),
      column('public_ip', 'text', 'Public address as sent: may have a port, or be `Unknown`.'),
      column('private_ip', 'text', 'Private address as sent.'),
      column('is_owner', 'boolean', '1 for an owner of the session, 0 for a mere member of the conference.'),
      column('is_primary', 'boolean', `1 for the last ${who} to own the session, else 0.`),
      column('duration', 'integer', `How long the ${who} took part, in seconds.`),
      column('host_name', 'text', `Host name of the ${who}’s computer.`),
      column('operating_system', 'text', `Operating system of the ${who}’s computer.`),
      extra('display_name_sent', 'text', 'The appliance’s `display_name`, which can differ from the private one.'),
      extra('invited', 'boolean', '1 for a guest who was invited into the session, else 0.'),
    ],
    unique: [],
    indexes: [['session_id'], ['user_name']],
  };
}

const customer: TableDefinition = {
  name: 'customer',
  description: 'One row per customer (RS) or endpoint (PRA) of a session.',
  columns: [
    id,
    parent('session'),
    column('gs_number', 'text', 'Number of the connection to the appliance. Given again to others later.'),
    column('issue', 'text', 'Number of the issue or representative that the customer chose.'),
    column('issue_description', 'text', 'What the customer wrote about the problem.'),
    column('display_name', 'text', 'Name that the customer gave; else the user name on the customer’s computer.'),
    column('company_name', 'text', 'Company, from the issue form.'),
    column('company_code', 'text', 'Company code, from the issue form.'),
    column('public_ip', 'text', 'Public address as sent: may have a port, or be `Unknown`.'),
    column('private_ip', 'text', 'Private address as sent.'),
    column('rpat_support', 'boolean', '1 for a session through RPAT, else 0. Empty where the appliance does not say.'),
    column('host_name', 'text', 'Host name of the customer’s computer.'),
    column('operating_system', 'text', 'Operating system of the customer’s computer.'),
    extra('user_name', 'text', 'User name on the customer’s computer; on PRA the name of the endpoint.'),
    extra('is_primary', 'boolean', '1 for the main customer of the session, else 0.'),
  ],
  unique: [],
  indexes: [['session_id']],
};

const team: TableDefinition = {
  name: 'team',
  description: 'One row per team queue that a session was assigned to.',
  columns: [
    id,
    parent('session'),
    column('team_id', 'text', 'The appliance’s number of the team.'),
    column('name', 'text', 'Name of the team when the report was made.'),
    column('is_primary', 'boolean', '1 for the last team the session was transferred to, else 0.'),
  ],
  unique: [],
  indexes: [['session_id']],
};

const customAttribute: TableDefinition = {
  name: 'custom_attribute',
  description: 'One row per custom attribute of a session.',
  columns: [
    id,
    parent('session'),
    column('display_name', 'text', 'Display name of the attribute.'),
    column('code_name', 'text', 'Code name of the attribute.'),
    column('value', 'text', 'Value of the attribute.'),
  ],
  unique: [],
  indexes: [['session_id']],
};

/**
 * The tables of a storage database, parents first. Names of tables and columns are those of the original product's
 * guides ("SQL Server Storage Database"), because dashboards read them: they are never renamed. What a new version adds
 * is nullable, so that it can be added to a database that exists.
 */
export const storageTables: readonly TableDefinition[] = Object.freeze([
  session,
  sessionEvent,
  sessionEventData,
  systemInformation,
  participants('representative', 'representative'),
  participants('user', 'user'),
  customer,
  team,
  customAttribute,
]);
