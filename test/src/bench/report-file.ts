import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openReport } from '@integration-client/core/report/open-report';
import { batchBytes, batchSize } from '@integration-client/core/transfer/document-transfer';
import { sessionItemKey } from '@integration-client/core/transfer/item-key';
import { DocumentItem } from '@integration-client/core/transfer/session-item';
import type { Product, SessionItem } from '@integration-client/sdk';
import { type ApplianceOptions, SimulatedAppliance } from '@integration-client/sdk/testing';

const namespaces: Readonly<Record<Product, string>> = {
  RS: 'http://www.bomgar.com/namespaces/API/reporting',
  PRA: 'http://www.beyondtrust.com/sra/namespaces/API/reporting',
};

/** A session report as an appliance sends it, in a file. */
export interface ReportFile {
  readonly path: string;
  readonly product: Product;
}

/** Writes the report of a simulated appliance. Each session has some 60 events, and about 23 kB. */
export function writeReport(path: string, product: Product, sessions: number): Promise<ReportFile> {
  return writeReportOf(path, { product, sessions, eventsPerSession: 60 });
}

/** Writes the report of a simulated appliance that is like this. 50 events of a session are about 20 kB. */
export async function writeReportOf(path: string, options: ApplianceOptions): Promise<ReportFile> {
  const appliance = await SimulatedAppliance.start(options);
  try {
    await pipeline(Readable.from(documentOf(appliance)), createWriteStream(path));
    return { path, product: appliance.product };
  } finally {
    await appliance.stop();
  }
}

/** The sessions of a report as a destination gets them from the host: in batches of the host's size, each read when it is its turn. */
export async function* sessionBatches(report: ReportFile): AsyncGenerator<readonly SessionItem[]> {
  const host = `${report.product.toLowerCase()}.example.com`;
  const site = { name: report.product, host, product: report.product };
  const opened = await openReport(createReadStream(report.path, { highWaterMark: 256 * 1024 }));
  if (opened.kind !== 'list') throw new Error(`${report.path} is no report: ${opened.text}`);
  let [batch, bytes]: [SessionItem[], number] = [[], 0];
  for await (const entry of opened.entries) {
    if (entry.kind === 'malformed')
      throw new Error(`${report.path} has a session that cannot be read: ${entry.reason}`);
    const key = sessionItemKey(host, 'sessions', entry.header.lsid);
    batch.push(new DocumentItem('sessions', { key, site, content: '' }, entry) as SessionItem);
    bytes += entry.bytes.length;
    if (batch.length >= batchSize || bytes >= batchBytes) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
  }
  if (batch.length > 0) yield batch;
}

function* documentOf(appliance: SimulatedAppliance): Generator<string | Buffer> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<session_list xmlns="${namespaces[appliance.product]}">\n`;
  for (const { lsid } of appliance.sessions) {
    yield appliance.sessionXml(lsid);
    yield '\n';
  }
  yield '</session_list>\n';
}

/** The site of a report that is read from a file: nobody asks it anything. */
export const unasked = { host: 'support.example.com', clientId: 'none', clientSecret: 'none' };
