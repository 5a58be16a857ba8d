import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReportFile } from '@integration-client/core/transfer/document-source';
import { ConfigError } from '@integration-client/sdk';

const session = '<session lsid="a"><session_type>support</session_type></session>';

describe('a report file', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-report-file-'));
  });
  after(() => rm(directory, { recursive: true }));

  async function read(text: string): Promise<number> {
    const file = join(directory, 'report.xml');
    await writeFile(file, text);
    let count = 0;
    for await (const _ of readReportFile(file, 'sessions')) count += 1;
    return count;
  }

  it('is a report, or a single session', async () => {
    assert.equal(await read(`<session_list>${session}${session}</session_list>`), 2);
    assert.equal(await read(`\uFEFF<?xml version="1.0"?>\n${session}`), 1);
  });

  it('is told from an appliance that stopped in the middle where it is cut short', async () => {
    for (const text of [`<session_list>${session}`, `<session_list>${session}<session lsid="b"><sess`, '<session_l']) {
      await assert.rejects(read(text), (error) => {
        assert.ok(error instanceof ConfigError, String(error));
        assert.match(error.message, /report\.xml: The report ends before/);
        return error.code === 'file-not-a-report';
      });
    }
  });
});
