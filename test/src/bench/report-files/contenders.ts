import { createReadStream } from 'node:fs';
import { mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openReport } from '@integration-client/core/report/open-report';
import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { offer } from '../../support/child-module.js';
import type { Measurement } from '../benchmark.js';
import { parserOptions } from '../fast-xml-parser.js';
import { Stopwatch } from '../stopwatch.js';

const methods = {
  /** The documents of all sessions lie in memory; each becomes a file that is flushed, and the directory is, at the end. */
  async bareLoop(report: string, within: string, atOnce: number): Promise<Measurement> {
    const documents: Buffer[] = [];
    const opened = await openReport(createReadStream(report, { highWaterMark: 1024 * 1024 }));
    if (opened.kind !== 'list') throw new Error(`${report} is no report: ${opened.text}`);
    for await (const entry of opened.entries) if (entry.kind === 'session') documents.push(entry.document());
    const directory = await mkdtemp(join(within, 'files-'));
    const watch = new Stopwatch();
    await watch.time(async () => {
      const rest = documents.entries();
      const lane = async (): Promise<void> => {
        for (const [index, bytes] of rest) await writeDurably(join(directory, `${index}.xml`), bytes);
      };
      await Promise.all(Array.from({ length: atOnce }, lane));
      await flush(directory);
    });
    return watch.measurement(documents.length);
  },
  /** The whole document becomes one tree, and each session of it a file again; nothing is flushed. */
  async wholeDocument(report: string, within: string): Promise<Measurement> {
    const directory = await mkdtemp(join(within, 'files-'));
    const watch = new Stopwatch();
    const files = await watch.time(async () => {
      const tree = new XMLParser(parserOptions).parse(await readFile(report, 'utf8'));
      const builder = new XMLBuilder({ ignoreAttributes: false });
      const sessions: readonly unknown[] = tree.session_list.session;
      for (const [index, session] of sessions.entries()) {
        await writeFile(join(directory, `${index}.xml`), builder.build({ session }));
      }
      return sessions.length;
    });
    return watch.measurement(files);
  },
};

/** What it offers to its parent. */
export type ContenderMethods = typeof methods;

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
}

async function flush(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync();
  await handle.close();
}

offer(methods);
