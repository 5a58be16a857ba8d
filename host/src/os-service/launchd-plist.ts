import type { Machine } from './machine.js';
import type { ServiceDefinition } from './service-manager.js';
import { xmlText } from './xml-text.js';

/** The property list of the scheduler. */
export function plistText(
  { home, account }: Pick<ServiceDefinition, 'home' | 'account'>,
  label: string,
  hostCommand: Machine['hostCommand'],
): string {
  // --quiet: messages are in the log, which is rotated; the file for what a failed start says is not.
  const parameters = [...hostCommand, '--quiet', '--home', home];
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Written by: ic service install -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${label}</string>
  <key>ProgramArguments</key>
  <array>
${parameters.map((text) => `    <string>${xmlText(text)}</string>`).join('\n')}
  </array>${account === undefined ? '' : `\n  <key>UserName</key>\n  <string>${xmlText(account)}</string>`}
  <key>EnvironmentVariables</key>
  <dict>
    <key>NODE_ENV</key>
    <string>production</string>
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ExitTimeOut</key>
  <integer>120</integer>
  <key>Umask</key>
  <integer>23</integer>
  <key>StandardErrorPath</key>
  <string>${xmlText(home)}/service-errors.txt</string>
</dict>
</plist>
`;
}

/** The home as the arguments have it. */
export function plistHomeMark(home: string): string {
  return `<string>--home</string>\n    <string>${xmlText(home)}</string>`;
}
