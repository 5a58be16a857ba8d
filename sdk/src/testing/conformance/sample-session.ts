import type { Session, SessionEvent } from '../../session.js';

/** What can be said of a sample session; `text` stands in many of its values. */
export interface SampleSession {
  readonly lsid: string;
  /** Stands in the external key, in names and in the text of an event, so that it shows which version is stored. */
  readonly text: string;
  /** Values that are to be others. */
  readonly more?: Partial<Session>;
}

/** A session with something of everything. The same for the same input. */
export function sampleSession({ lsid, text, more = {} }: SampleSession): Session {
  const startTime = new Date('2026-03-29T00:59:58Z');
  return {
    lsid,
    lseq: '8',
    sessionType: 'support',
    externalKey: text,
    startTime,
    endTime: new Date(startTime.getTime() + 902_000),
    duration: '00:15:02',
    publicSite: { id: '3', name: 'Help Desk' },
    fileTransferCount: 2,
    fileMoveCount: 0,
    fileDeleteCount: 1,
    primaryCustomer: { name: `Ann ${text}`, gsnumber: '22' },
    primaryRep: { name: `Admin ${text}`, gsnumber: '21', id: '1' },
    primaryTeam: { name: 'First Line', id: '4' },
    recordings: [],
    customAttributes: [{ displayName: 'Cost Centre', codeName: 'cost_centre', value: text }],
    customers: [{ gsnumber: '22', username: `Ann ${text}`, publicIp: '198.51.100.7:61606', os: 'Unknown', info: {} }],
    representatives: [
      { gsnumber: '21', id: '1', username: 'admin', displayName: `Admin ${text}`, sessionOwner: true },
      { gsnumber: '30', id: '-1', username: 'guest', sessionOwner: false, invited: true },
    ],
    teams: [{ id: '4', name: 'First Line' }],
    events: [
      sampleEvent({ type: 'Session Start', time: startTime }),
      sampleEvent({
        type: 'Chat Message',
        time: new Date(startTime.getTime() + 1000),
        performedBy: { name: 'Admin', type: 'representative', gsnumber: '21' },
        destination: { name: 'Ann', type: 'customer', gsnumber: '22' },
        body: `Hello <Ann> & "all": ${text}`,
      }),
      sampleEvent({
        type: 'File Upload',
        time: new Date(startTime.getTime() + 2000),
        files: [{ filename: 'setup.exe', filesize: '1024' }],
        data: [
          { name: 'filename', value: 'setup.exe' },
          { name: 'filename', value: text },
        ],
      }),
    ],
    ...more,
  };
}

/** An event with nothing but its type, and what is given. */
export function sampleEvent(given: Partial<SessionEvent> & Pick<SessionEvent, 'type'>): SessionEvent {
  return { files: [], data: [], systemInformation: [], ...given };
}
