import { ConfigError, type Disk, IntegrationError, nodeDisk, RetryableError } from '@integration-client/sdk';
import type { ReportSubject } from '../appliance/appliance.js';
import { openReport } from '../report/open-report.js';
import type { ReportEntry } from '../report/report.js';

/** How much of a file is looked at to tell a report from a single session, in bytes. */
const headLength = 4096;

/**
 * Reads the sessions, or the presentations, of a file: a report as the appliance answers it, or a single session as the
 * File System plugin stores it. A file of the other subject holds none. Throws ConfigError where the file cannot be read
 * or is not such XML.
 */
export async function* readReportFile(
  path: string,
  subject: ReportSubject,
  disk: Disk = nodeDisk,
): AsyncGenerator<ReportEntry> {
  const report = await openReport(asList(path, await head(path, disk), disk)).catch((error: unknown) => {
    throw fileError(path, error);
  });
  if (report.kind === 'error') {
    throw new ConfigError(`${path} holds an appliance's error, not a report: ${report.text}`, {
      code: 'file-is-an-error',
    });
  }
  if (report.root.startsWith('presentation') !== (subject === 'presentations')) return;
  try {
    yield* report.entries;
  } catch (error) {
    // No appliance stopped in the middle: the file itself is cut short.
    throw error instanceof RetryableError ? fileError(path, error) : error;
  }
}

async function head(path: string, disk: Disk): Promise<string> {
  try {
    return (await disk.read(path, 0, headLength)).toString('latin1');
  } catch (error) {
    throw fileError(path, error);
  }
}

/** A single session is read as a list of one. */
async function* asList(path: string, start: string, disk: Disk): AsyncGenerator<Uint8Array> {
  const root = /<(?:[\w.-]+:)?([\w.-]+)/.exec(start.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->/g, ''))?.[1];
  const single = root === 'session' || root === 'presentation_session';
  if (!single) return yield* disk.readStream(path);
  const declaration = /^\uFEFF?(?:\xef\xbb\xbf)?\s*<\?xml[\s\S]*?\?>/.exec(start)?.[0] ?? '';
  yield Buffer.from(`${declaration}<${root}_list>`, 'latin1');
  yield* disk.readStream(path, declaration.length);
  yield Buffer.from(`</${root}_list>`, 'latin1');
}

function fileError(path: string, error: unknown): Error {
  if (error instanceof IntegrationError) {
    return new ConfigError(`${path}: ${error.message}`, { code: 'file-not-a-report', cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ConfigError(`${path} cannot be read: ${message}`, { code: 'file-unreadable', cause: error });
}
