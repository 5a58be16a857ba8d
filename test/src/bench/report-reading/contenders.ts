import { createReadStream } from 'node:fs';
import { openReport } from '@integration-client/core/report/open-report';
import { parseSession } from '@integration-client/core/report/parse-session';
import { XMLParser } from 'fast-xml-parser';
import { offer } from '../../support/child-module.js';
import type { Measurement } from '../benchmark.js';
import { parserOptions } from '../fast-xml-parser.js';
import { Stopwatch } from '../stopwatch.js';

/** How much of a file is read at once, in bytes. */
const highWaterMark = 1024 * 1024;

const methods = {
  /** The client's reader: each session checked, its header read, then all of it. */
  reader: (path: string): Promise<Measurement> =>
    readSessions(async (count) => {
      const report = await openReport(createReadStream(path, { highWaterMark }));
      if (report.kind !== 'list') throw new Error(`${path} is no report: ${report.text}`);
      for await (const entry of report.entries) {
        if (entry.kind === 'malformed') throw new Error(`${path} has a session that cannot be read: ${entry.reason}`);
        count(parseSession(entry.document(), entry.header).events);
      }
    }),
  /** The slices that an end tag cuts, each by fast-xml-parser, which believes what it reads. */
  async parser(path: string): Promise<Measurement> {
    const parser = new XMLParser(parserOptions);
    return readSessions(async (count) => {
      for await (const slice of slices(path)) count(parser.parse(slice).session[0].session_details.event);
    });
  },
  /** The same, and checked first: it is the nearest to what the client's reader promises. */
  async checkedParser(path: string): Promise<Measurement> {
    const parser = new XMLParser(parserOptions);
    return readSessions(async (count) => {
      for await (const slice of slices(path)) count(parser.parse(slice, true).session[0].session_details.event);
    });
  },
};

/** What it offers to its parent. */
export type ContenderMethods = typeof methods;

/** Measures the reading of sessions. Every one has events: without them it was not read. */
async function readSessions(
  read: (count: (events: readonly unknown[]) => void) => Promise<void>,
): Promise<Measurement> {
  let sessions = 0;
  const watch = new Stopwatch();
  await watch.time(() =>
    read((events) => {
      if (!(events.length > 0)) throw new Error(`session ${sessions} has no events`);
      sessions += 1;
    }),
  );
  return watch.measurement(sessions);
}

async function* slices(path: string): AsyncGenerator<string> {
  const end = '</session>';
  let rest = '';
  for await (const chunk of createReadStream(path, { highWaterMark, encoding: 'utf8' })) {
    rest += chunk;
    let at = Math.max(0, rest.indexOf('<session '));
    for (let found = rest.indexOf(end, at); found >= 0; found = rest.indexOf(end, at)) {
      yield rest.slice(at, found + end.length);
      at = found + end.length;
    }
    rest = rest.slice(at);
  }
}

offer(methods);
