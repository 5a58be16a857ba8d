import type { Session, SessionEvent } from '@integration-client/sdk';

/** An event with nothing but its type, and what is given. */
export function sampleEvent(given: Partial<SessionEvent> = {}): SessionEvent {
  return { type: 'Chat Message', files: [], data: [], systemInformation: [], ...given };
}

/** A session with nothing but its lsid, and what is given. */
export function bareSession(given: Partial<Session> = {}): Session {
  return {
    lsid: 'e9e99aeb9ad54fb381634498502c5a1b',
    recordings: [],
    customAttributes: [],
    customers: [],
    representatives: [],
    teams: [],
    events: [],
    ...given,
  };
}

/** A session with rows for every table. */
export function fullSession(given: Partial<Session> = {}): Session {
  return bareSession({
    lseq: '8',
    sessionType: 'support',
    externalKey: 'TICKET-1',
    startTime: new Date('2024-12-03T15:26:05Z'),
    endTime: new Date('2024-12-03T15:41:07Z'),
    duration: '00:15:02',
    publicSite: { id: '3', name: 'Help Desk' },
    jumpGroup: { id: '1', name: 'Servers', type: 'shared' },
    jumpoint: { id: '7', name: 'Basement' },
    fileTransferCount: 2,
    fileMoveCount: 1,
    fileDeleteCount: 0,
    primaryCustomer: { name: 'Ann', gsnumber: '22' },
    primaryRep: { name: 'Admin', gsnumber: '21', id: '1' },
    primaryTeam: { name: 'First Line', id: '4' },
    recordings: [
      { operation: 'session-recordings' },
      { operation: 'command-shell-recordings', instance: 0 },
      { operation: 'command-shell-recordings', instance: 1 },
    ],
    customAttributes: [{ displayName: 'Cost Centre', codeName: 'cost_centre', value: '4711' }],
    customers: [
      {
        gsnumber: '22',
        username: 'ann',
        publicIp: '4.231.237.19:61606',
        privateIp: '10.0.0.4',
        hostname: 'PC-ANN',
        os: 'Windows',
        info: { name: 'Ann', company: 'Example', companyCode: 'EX', issue: '5', details: 'It does not print' },
        rpatSupport: false,
      },
    ],
    representatives: [
      {
        gsnumber: '21',
        id: '1',
        username: 'admin',
        displayName: 'Admin A.',
        publicDisplayName: 'Admin (public)',
        privateDisplayName: 'Admin (private)',
        displayNumber: '11',
        publicIp: '[2a01:e34::89]:56722',
        privateIp: 'Unknown',
        hostname: 'PC-ADMIN',
        os: 'Unknown',
        sessionOwner: true,
        secondsInvolved: 901,
        invited: false,
      },
      { gsnumber: '30', id: '-1', username: 'guest', sessionOwner: false, invited: true },
    ],
    teams: [
      { id: '4', name: 'First Line' },
      { id: '5', name: 'Second Line', primary: false },
    ],
    events: [
      sampleEvent({ type: 'Session Start', time: new Date('2024-12-03T15:26:05Z') }),
      sampleEvent({
        time: new Date('2024-12-03T15:26:06.250Z'),
        performedBy: { name: 'Admin', type: 'representative', gsnumber: '21' },
        destination: { name: 'Ann', type: 'customer', gsnumber: '22' },
        body: 'Hello <Ann> & "all"',
        data: [
          { name: 'a', value: '1' },
          { name: 'a', value: '2' },
        ],
        files: [{ filename: 'setup.exe', filesize: '1024' }],
        systemInformation: [
          {
            category: 'Drives',
            rows: [
              [
                { name: 'Drive', value: 'C:' },
                { name: 'Type', value: 'Fixed' },
              ],
            ],
          },
        ],
      }),
    ],
    ...given,
  });
}
