import { isIPv6 } from 'node:net';
import { isAbsolute } from 'node:path';
import { domainToASCII } from 'node:url';
import { checkFileNameFormat } from '@integration-client/sdk';
import { checkReference } from '../secrets/reference.js';
import { suggestion } from './nearest.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Says what is wrong with a text; nothing when it is fine. */
type Check = (text: string) => readonly string[];

/** The formats that settings name: those of plugins (see the sdk's SettingFormat), and those of the document itself. */
export const formats: Readonly<Record<string, Check>> = Object.freeze({
  'absolute-path': (text: string) => (isAbsolute(text) && !text.includes('\0') ? [] : ['must be an absolute path']),
  'one-line': (text: string) => (controlCharacters.test(text) ? ['must not hold control characters'] : []),
  'file-name-format': checkFileNameFormat,
  name: checkName,
  host: checkHost,
  'host-name': checkHostName,
  'mail-address': (text: string) =>
    /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\]+$/.test(text) ? [] : ['must be a mail address: name@example.com'],
  secret: (text: string) => {
    const fault = checkReference(text);
    return fault === undefined ? [] : [fault];
  },
  proxy: checkProxy,
  'time-of-day': (text: string) =>
    /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? [] : ['must be a time of day, HH:MM from "00:00" to "23:59"'],
  'time-zone': checkTimeZone,
});

function checkName(name: string): string[] {
  if (name.trim() === '') return ['must not be empty'];
  if (controlCharacters.test(name)) return ['must not hold control characters'];
  return name === name.trim() ? [] : ['must not begin or end with a space'];
}

function checkHost(host: string): string[] {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(host)?.[0] ?? '';
  const [bare = ''] = host.slice(scheme.length).split(/[/?#]/, 1);
  if (bare !== host) {
    const extra = scheme === '' ? 'path' : 'scheme';
    return [`must be host or host:port without a ${extra}${bare === '' ? '' : `; write ${bare}`}`];
  }
  const [, name = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(host) ?? [];
  if (name === '') return ['must be host or host:port; an IPv6 address stands in brackets: [2001:db8::1]'];
  return [...checkHostName(name), ...checkPort(port)];
}

function checkProxy(text: string): string[] {
  const host = /^http:\/\/([^/?#]*)\/?$/.exec(text)?.[1];
  if (host === undefined) return ['must be http://host:port; the connection through it is encrypted all the same'];
  return host.includes('@') ? ['must hold no login; that is proxyUsername and proxyPassword'] : checkHost(host);
}

function checkPort(port: string | undefined): string[] {
  if (port === undefined) return [];
  const valid = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  return valid ? [] : ['the port must be a number from 1 to 65535'];
}

function checkHostName(name: string): string[] {
  if (name.startsWith('[')) return isIPv6(name.slice(1, -1)) ? [] : ['is not an IPv6 address in brackets'];
  if (/^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i.test(name)) {
    return [];
  }
  const ascii = domainToASCII(name);
  return [`is not the name of a host${ascii === '' || ascii === name ? '' : `; write ${ascii}`}`];
}

function checkTimeZone(zone: string): string[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    const meant = suggestion(zone, Intl.supportedValuesOf('timeZone'));
    return [`unknown time zone; ${meant.startsWith('did') ? meant : 'expected an IANA name such as Europe/Berlin'}`];
  }
}
