import { join } from 'node:path';
import type { SimulatedAppliance } from '@integration-client/sdk/testing';

/** The settings of the demo, as a person would write them. */
export function demoSettings(appliance: SimulatedAppliance, archive: string): string {
  const path = (name: string) => JSON.stringify(join(archive, name));
  return `# Written by npm run demo: one site, two destinations, one schedule.
sites:
  - name: Simulated appliance
    host: ${appliance.host}
    account: { type: api, clientId: ${appliance.clientId}, clientSecret: ${appliance.clientSecret} }
    caFile: ${path('../appliance-ca.pem')}
destinations:
  - name: Archive
    plugin: filesystem
    settings:
      sessions: { directory: ${path('sessions')} }
      session-recordings: { directory: ${path('session-recordings')} }
      command-shell-recordings: { directory: ${path('command-shell-recordings')} }
      show-my-screen-recordings: { directory: ${path('show-my-screen-recordings')} }
      presentations: { directory: ${path('presentations')} }
      presentation-recordings: { directory: ${path('presentation-recordings')} }
      site-backups: { directory: ${path('site-backups')}, retentionCount: 2 }
  - name: Storage
    plugin: sqlite
    settings: { file: ${path('sessions.db')}, storeSystemInformation: true }
schedules:
  - name: Demo
    enabled: false
    every: { minutes: 5 }
    transfers:
      - site: Simulated appliance
        destination: Archive
        operations:
          - sessions
          - session-recordings
          - command-shell-recordings
          - show-my-screen-recordings
          - presentations
          - presentation-recordings
          - site-backups
      - { site: Simulated appliance, destination: Storage, operations: [sessions] }
`;
}
