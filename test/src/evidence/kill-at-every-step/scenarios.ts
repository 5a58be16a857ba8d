import type { Operation } from '@integration-client/sdk';
import type { ApplianceOptions, SimulatedAppliance } from '@integration-client/sdk/testing';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** What the appliance's clock shows in the run that is killed. */
export const noon = Date.parse('2026-03-01T12:00:00Z');

/** Something that happens on an appliance. */
type Happening = (appliance: SimulatedAppliance) => void;

/** Something that a run does, and that it is killed in. */
export interface Scenario {
  /** For people: names the violation. */
  readonly name: string;
  /** None: the home itself is made, and its settings saved. */
  readonly operations: readonly Operation[];
  readonly appliance?: ApplianceOptions;
  readonly plugin: 'filesystem' | 'sqlite';
  /** Of the destination, which stores below this directory. */
  readonly settings: (archive: string) => Readonly<Record<string, unknown>>;
  /** So many days before it was run for the first time, by the appliance's clock. */
  readonly firstRun?: number;
  /** What happens then, each after a run that is not disturbed and before the one that is. */
  readonly later: readonly Happening[];
  /** Files of somebody else, below the directory. */
  readonly foreign?: readonly string[];
}

/** How many backups stay besides the newest. */
export const retentionCount = 2;

const before = (milliseconds: number) => new Date(noon - milliseconds);

/** Settings of a directory for each operation. */
function directories(operations: readonly Operation[], more: Readonly<Record<string, unknown>> = {}) {
  return (archive: string) =>
    Object.fromEntries(operations.map((operation) => [operation, { directory: `${archive}/${operation}`, ...more }]));
}

const database = (archive: string) => ({ file: `${archive}/sessions.db`, storeSystemInformation: true });

/** Far apart, so that no overlap makes up for a checkpoint that moved too early; one is in progress. */
function addSessions(appliance: SimulatedAppliance): void {
  appliance.addSession({ startTime: before(20 * day), endTime: before(20 * day - hour) });
  appliance.addSession({ startTime: before(3 * day), endTime: before(2 * day) });
  appliance.addSession({ startTime: before(30 * minute) });
}

/** Those that are to change ended just now: a session that changes later is not seen by schedules. */
function addSessionsToChange(appliance: SimulatedAppliance): void {
  appliance.addSession({ startTime: before(3 * day), endTime: before(2 * day), externalKey: 'settled' });
  appliance.addSession({
    lsid: 'in-place',
    startTime: before(hour),
    endTime: before(9 * minute),
    externalKey: 'stays',
  });
  appliance.addSession({ lsid: 'renamed', startTime: before(hour), endTime: before(8 * minute), externalKey: 'old' });
  appliance.addSession({ lsid: 'open', startTime: before(30 * minute), externalKey: 'ends' });
}

function changeThem(appliance: SimulatedAppliance): void {
  appliance.changeSession('in-place', { customer: 'Somebody Else' });
  appliance.changeSession('renamed', { externalKey: 'new' });
  appliance.endSession('open', before(minute));
}

function addSessionsOfOneName(appliance: SimulatedAppliance): void {
  for (const days of [5, 3]) {
    const times = { startTime: before(days * day), endTime: before(days * day - hour) };
    appliance.addSession({ ...times, externalKey: 'same', sessionRecording: true, recordingBytes: 3_000 });
  }
}

function addRecordings(appliance: SimulatedAppliance): void {
  const first = { startTime: before(4 * day), endTime: before(3 * day), recordingBytes: 20_000 };
  appliance.addSession({ ...first, sessionRecording: true, commandShells: 1 });
  // Long enough to be written in several pieces.
  const second = { startTime: before(2 * day), endTime: before(day), recordingBytes: 1_400_000 };
  appliance.addSession({ ...second, showMyScreens: 1 });
}

const nothing: Happening = () => {};

const recordings = ['session-recordings', 'command-shell-recordings', 'show-my-screen-recordings'] as const;
const presentations = ['presentations', 'presentation-recordings'] as const;
const named = ['sessions', 'session-recordings'] as const;

/** Every operation. A first run asks week by week for all of an appliance's past, and so is a long run of the same steps. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a new home',
    operations: [],
    plugin: 'filesystem',
    settings: directories(['sessions']),
    later: [],
  },
  {
    name: 'sessions of the weeks since the last run to files',
    operations: ['sessions'],
    plugin: 'filesystem',
    settings: directories(['sessions']),
    firstRun: 27,
    later: [addSessions],
  },
  {
    name: 'changed sessions to files',
    operations: ['sessions'],
    plugin: 'filesystem',
    settings: directories(['sessions'], { fileName: '%EXTERNAL_KEY%-%LSID%.xml' }),
    later: [addSessionsToChange, changeThem],
  },
  {
    name: 'sessions and recordings whose names are taken to files',
    operations: named,
    plugin: 'filesystem',
    settings: directories(named, { fileName: '%EXTERNAL_KEY%.data', conflict: 'AppendNumber' }),
    foreign: ['sessions/same.data', 'session-recordings/same.data'],
    later: [addSessionsOfOneName],
  },
  {
    name: 'recordings of sessions to files',
    operations: recordings,
    plugin: 'filesystem',
    settings: directories(recordings),
    later: [addRecordings],
  },
  {
    name: 'presentations and their recordings to files',
    operations: presentations,
    // Of the last days: the first run is before them.
    appliance: { presentations: 2, days: 5, recordingBytes: 20_000 },
    plugin: 'filesystem',
    settings: directories(presentations),
    firstRun: 6,
    later: [nothing],
  },
  {
    name: 'site backups with a retention to files',
    operations: ['site-backups'],
    appliance: { backupBytes: 50_000 },
    plugin: 'filesystem',
    settings: directories(['site-backups'], { retentionCount }),
    later: [nothing, nothing, nothing],
  },
  {
    name: 'new sessions to SQLite',
    operations: ['sessions'],
    plugin: 'sqlite',
    settings: database,
    later: [addSessions],
  },
  {
    name: 'changed sessions to SQLite',
    operations: ['sessions'],
    plugin: 'sqlite',
    settings: database,
    later: [addSessionsToChange, changeThem],
  },
];
