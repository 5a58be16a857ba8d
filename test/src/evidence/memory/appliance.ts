import { createHash } from 'node:crypto';
import { type ApplianceOptions, SimulatedAppliance } from '@integration-client/sdk/testing';
import { offer } from '../../support/child-module.js';

let appliance: SimulatedAppliance | undefined;

const methods = {
  /** Starts an appliance and tells how it is reached. */
  async start(options: ApplianceOptions) {
    appliance = await SimulatedAppliance.start(options);
    const { host, clientId, clientSecret, caFile } = appliance;
    return { host, clientId, clientSecret, caFile };
  },
  /** Adds a session with a recording of so many bytes; answers its id. */
  addRecording(recordingBytes: number): string {
    return started().addSession({ endTime: new Date(), sessionRecording: true, recordingBytes }).lsid;
  },
  /** The SHA-256 of a session's recording. */
  recordingSha256: (lsid: string): string => started().recording(lsid, 'session-recordings').sha256(),
  /** The SHA-256 of the names that the sessions' files should have, sorted, a line each. */
  namesSha256(): string {
    const names = Array.from(started().sessions, ({ lseq, lsid }) => `${lseq}-${lsid}.xml`);
    return createHash('sha256').update(names.sort().join('\n')).digest('hex');
  },
  /** The SHA-256 of the documents that hold these sessions. */
  documentsSha256: (lsids: readonly string[]): string[] =>
    lsids.map((lsid) => {
      const element = started().sessionXml(lsid);
      return createHash('sha256')
        .update('<?xml version="1.0" encoding="UTF-8"?>\n')
        .update(element)
        .update('\n')
        .digest('hex');
    }),
};

/** What it offers to its parent. */
export type ApplianceMethods = typeof methods;

function started(): SimulatedAppliance {
  if (appliance === undefined) throw new Error('the appliance was not started');
  return appliance;
}

offer(methods);
