/** Additional connection parameters, read. Times are in milliseconds. */
export interface ConnectionParameters {
  readonly appName?: string;
  readonly clientId?: string;
  readonly tenantId?: string;
  readonly requestTimeout?: number;
  readonly connectTimeout?: number;
  readonly serverName?: string;
  readonly language?: string;
  readonly multiSubnetFailover?: boolean;
  readonly packetSize?: number;
  readonly workstationId?: string;
}

type Read = (text: string) => ConnectionParameters | undefined;

const seconds = (text: string): number | undefined => (/^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined);
const known: Readonly<Record<string, { readonly title: string; readonly read: Read; readonly wants?: string }>> = {
  applicationname: { title: 'Application Name', read: (appName) => ({ appName }) },
  clientid: { title: 'Client ID', read: (clientId) => ({ clientId }) },
  commandtimeout: {
    title: 'Command Timeout',
    read: (text) => optional('requestTimeout', seconds(text)),
    wants: 'seconds',
  },
  connecttimeout: {
    title: 'Connect Timeout',
    read: (text) => optional('connectTimeout', seconds(text)),
    wants: 'seconds',
  },
  hostnameincertificate: { title: 'Host Name In Certificate', read: (serverName) => ({ serverName }) },
  language: { title: 'Language', read: (language) => ({ language }) },
  multisubnetfailover: {
    title: 'MultiSubnetFailover',
    read: (text) =>
      optional('multiSubnetFailover', { true: true, yes: true, false: false, no: false }[text.toLowerCase()]),
    wants: 'true or false',
  },
  packetsize: {
    title: 'Packet Size',
    read: (text) => optional('packetSize', /^\d{3,5}$/.test(text) && Number(text) >= 512 ? Number(text) : undefined),
    wants: 'bytes, from 512 on',
  },
  tenantid: { title: 'Tenant ID', read: (tenantId) => ({ tenantId }) },
  workstationid: { title: 'Workstation ID', read: (workstationId) => ({ workstationId }) },
};

/** Reads `Name=Value;Name=Value`; names in any case. Adds what is wrong to the faults, never a value: it may be a secret. */
export function readParameters(text: string, faults: string[]): ConnectionParameters {
  const found = text
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part, index) => readParameter(part, index, faults));
  return Object.assign({}, ...found);
}

function readParameter(part: string, index: number, faults: string[]): ConnectionParameters | undefined {
  const [, name = '', value = ''] = /^\s*([^=]+?)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
  const parameter = known[name.toLowerCase().replaceAll(' ', '')];
  const read = value === '' ? undefined : parameter?.read(value);
  if (name === '') {
    faults.push(`parameters: part ${index + 1} is not of the form Name=Value`);
  } else if (parameter === undefined) {
    const names = Object.values(known).map(({ title }) => title);
    faults.push(`parameters: ${name} is not known (known: ${names.join(', ')})`);
  } else if (read === undefined) {
    faults.push(`parameters: ${parameter.title} needs ${parameter.wants ?? 'a value'}`);
  }
  return read;
}

function optional(name: keyof ConnectionParameters, value: unknown): ConnectionParameters | undefined {
  return value === undefined ? undefined : { [name]: value };
}
