import type { Machine } from './machine.js';
import { type ServiceDefinition, serviceName } from './service-manager.js';
import { xmlText } from './xml-text.js';

/** The configuration of the scheduler for WinSW 2.12 and 3. */
export function winswXml(
  { home, account }: Pick<ServiceDefinition, 'home'> & { readonly account: string },
  [node, program]: Machine['hostCommand'],
): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- Written by: ic service install -->
<service>
  <id>${serviceName}</id>
  <name>Integration Client scheduler</name>
  <description>Moves session data, recordings and backups from BeyondTrust appliances, on schedules.</description>
  <executable>${xmlText(node)}</executable>
  <arguments>${[program, '--quiet', '--home', home].map(argument).join(' ')}</arguments>
  <env name="NODE_ENV" value="production"/>
  <startmode>Automatic</startmode>
  <delayedAutoStart>true</delayedAutoStart>
  <stoptimeout>120 sec</stoptimeout>
  <onfailure action="restart" delay="10 sec"/>
  <resetfailure>1 hour</resetfailure>
  <serviceaccount>
    <username>${xmlText(account)}</username>
  </serviceaccount>
  <logpath>${xmlText(home)}</logpath>
  <log mode="roll-by-size">
    <sizeThreshold>1024</sizeThreshold>
    <keepFiles>2</keepFiles>
  </log>
</service>
`;
}

/** The home as the arguments have it. */
export function winswHomeMark(home: string): string {
  return `--home ${argument(home)}<`;
}

/** In quotes, as Windows takes a command line apart: a backslash before a quote would hide it. */
function argument(text: string): string {
  return text.startsWith('--') ? text : xmlText(`"${text.replace(/\\+$/, '$&$&')}"`);
}
