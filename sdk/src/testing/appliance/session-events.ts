import type { Product } from '../../item.js';
import { pick } from './random.js';
import type { SessionRecord } from './session-record.js';

/** Who takes part, in XML already. */
export interface Cast {
  readonly product: Product;
  readonly rep: string;
  readonly repGsnumber: number;
  readonly customer: string;
  readonly customerGsnumber: number;
  readonly hostname: string;
}

/** What happens in the middle of a session: the type, and what the event holds. */
type Happening = readonly [
  type: string,
  content: (cast: Cast, performed: string, received: string, dice: number) => string,
];

function data(...values: readonly (readonly [string, string | number])[]): string {
  let xml = '    <data>\n';
  for (const [name, value] of values) xml += `            <value name="${name}" value="${value}" />\n`;
  return `${xml}        </data>\n`;
}

const happenings: readonly [Happening, ...Happening[]] = [
  [
    'Chat Message',
    (_cast, performed, received, dice) =>
      `${performed}${received}    <body>Please restart the service, and tell me what code ${dice % 1000} says &amp; when.</body>\n`,
  ],
  [
    'Foreground Window Changed',
    (_cast, performed, _received, dice) =>
      performed +
      data(['window', `Document ${dice % 97} - Editor`], ['executable', 'C:\\Windows\\System32\\notepad.exe']),
  ],
  [
    'File Upload',
    (_cast, performed, received, dice) =>
      `${performed}${received}    <files>\n    <file>\n    <filename>report-${dice % 500}.pdf</filename>\n    <filesize>${dice % 9_999_999}</filesize>\n    </file>\n    </files>\n` +
      data(['filename', `report-${dice % 500}.pdf`], ['filesize', dice % 9_999_999]),
  ],
  [
    'File Download',
    (_cast, performed, received, dice) =>
      performed + received + data(['filename', `C:\\Logs\\system-${dice % 50}.log`], ['filesize', dice % 99_999]),
  ],
  [
    'Registry Value Modified',
    (_cast, performed, _received, dice) =>
      performed +
      data(
        ['key_path', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Example'],
        ['value_name', 'Level'],
        ['value_data_old', dice % 7],
        ['value_data_new', dice % 11],
      ),
  ],
  [
    'File Moved',
    (_cast, performed, _received, dice) =>
      performed + data(['old_path', `C:\\Temp\\a${dice % 100}.txt`], ['new_path', `C:\\Temp\\b${dice % 100}.txt`]),
  ],
  ['Special Action Executed', (_cast, performed) => performed + data(['action_name', 'Task Manager'])],
  [
    'Session Note Added',
    (_cast, performed, _received, dice) =>
      `${performed}    <body>Checked the disk: ${dice % 100} percent used.</body>\n`,
  ],
];

/** All events of a session, in the order they happened. */
export function eventsXml(record: SessionRecord, cast: Cast): string {
  const until = record.end ?? record.start + 600;
  const person = 'representative';
  const performed = `    <performed_by type="${person}" gsnumber="${cast.repGsnumber}">${cast.rep}</performed_by>\n`;
  const received = `    <destination type="customer" gsnumber="${cast.customerGsnumber}">${cast.customer}</destination>\n`;
  let xml = event(record.start, 'Session Start', '');
  xml += event(
    record.start,
    'Conference Owner Changed',
    '    <destination type="system" gsnumber="0">Pre-start Conference</destination>\n' +
      data(['owner', 'Pre-start Conference']),
  );
  if (record.events > 4) {
    xml += event(
      record.start + 1,
      'Conference Member Added',
      performed +
        data(
          ['name', cast.rep],
          ['username', 'admin'],
          ['hostname', cast.hostname],
          ['os', 'Windows 11'],
          ['user_id', 1],
        ),
    );
    xml += event(record.start + 2, 'System Information Retrieved', received + systemInformation(cast, record.number));
  }
  const middle = Math.max(0, record.events - (record.events > 4 ? 5 : 3));
  const step = (until - record.start) / (middle + 1);
  for (let index = 0; index < middle; index += 1) {
    const dice = (Math.imul(record.number + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
    const [type, content] = pick(happenings, index + record.number);
    xml += event(record.start + Math.floor(step * (index + 1)), type, content(cast, performed, received, dice));
  }
  xml += recordingEvents(record, performed);
  if (record.end !== undefined && record.events > 2) xml += event(record.end, 'Session End', performed);
  return xml;
}

function recordingEvents(record: SessionRecord, performed: string): string {
  let xml = '';
  for (const instance of record.commandShells) {
    const url = `https://appliance.example/session_download?lsid=${record.lsid}&amp;instance=${instance}`;
    xml += event(
      record.start,
      'Command Shell Session Started',
      performed + data(['instance', instance], ['download_url', url], ['view_url', `${url}&amp;view=1`]),
    );
  }
  for (const instance of record.showMyScreens) {
    xml += event(record.start, 'Show My Screen Recording', performed + data(['instance', instance]));
  }
  return xml;
}

function event(time: number, type: string, content: string): string {
  return `<event timestamp="${time}" event_type="${type}" >\n\n${content}</event>\n`;
}

/** Fields stand with a name, with an id, or by their position: all three are seen. */
function systemInformation(cast: Cast, number: number): string {
  return `    <system_information>
    <category name="General">
        <description>
            <field name="name" />
            <field name="value" />
        </description>
        <data>
            <row>
                <field name="name">Computer Name</field>
                <field name="value">${cast.hostname}</field>
            </row>
            <row>
                <field name="name">Memory</field>
                <field name="value">${4 + (number % 60)} GB</field>
            </row>
        </data>
    </category>
    <category name="Drives">
        <description>
            <field name="Drive" />
            <field name="Type" />
            <field name="Percent Used" />
        </description>
        <data>
            <row>
                <field>C:</field>
                <field>Fixed</field>
                <field>${number % 100}</field>
            </row>
        </data>
    </category>
    </system_information>
`;
}
