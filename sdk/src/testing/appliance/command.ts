import { type Answer, textAnswer, xmlAnswer } from './answer.js';
import type { Call } from './call.js';
import { seconds } from './session-record.js';
import type { SessionStyle } from './session-xml.js';
import { errorXml, textOf } from './texts.js';
import { escapeText } from './xml.js';

const namespaces = {
  RS: 'http://www.bomgar.com/namespaces/API/command',
  PRA: 'http://www.beyondtrust.com/sra/namespaces/API/command',
};

/** The permissions an account of an appliance can have, in the order they are listed. */
const knownPermissions = [
  'perm_reporting_support',
  'perm_reporting_presentation',
  'perm_reporting_license',
  'perm_reporting_archive',
  'perm_real_time_state',
  'perm_ecm',
  'perm_backup',
  'perm_scim',
];

/** Answers `/api/command`: of its actions, `get_api_info`. */
export function answerCommand(call: Call, style: SessionStyle, permissions: ReadonlySet<string>, now: Date): Answer {
  const namespace = namespaces[style.product];
  if (call.parameters.get('action') !== 'get_api_info') {
    return xmlAnswer(errorXml(textOf('invalidAction', style.language), namespace));
  }
  // Both names of the root are seen.
  const root = style.product === 'RS' ? 'api_information' : 'get_api_info';
  const listed = new Set([...knownPermissions, ...permissions]);
  const lines = [...listed].map(
    (name) => `\t\t<permission name="${escapeText(name)}">${permissions.has(name) ? 1 : 0}</permission>\n`,
  );
  return xmlAnswer(`<?xml version="1.0" encoding="UTF-8"?>

<${root} xmlns="${namespace}">
\t<api_version>1.24.1</api_version>
\t<company_name>example</company_name>
\t<timestamp>${seconds(now)}</timestamp>
\t<permissions>
\t\t<permission name="perm_command">read_only</permission>
${lines.join('')}\t</permissions>
</${root}>
`);
}

/** Answers `/check_health`, which needs no login. */
export function answerHealth(): Answer {
  return textAnswer(200, 'text/html; charset=UTF-8', '<html><body>1</body></html>\n');
}
