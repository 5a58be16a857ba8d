import assert from 'node:assert/strict';
import { parseSession } from '@integration-client/core/report/parse-session';
import { entriesOf, sample } from './reading.js';

async function documents(report: string | Uint8Array): Promise<string[]> {
  const { entries } = await entriesOf(report);
  return entries.map((entry) => {
    assert.equal(entry.kind, 'session');
    return entry.document().toString('latin1');
  });
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

describe('the document of a session', () => {
  it('is the session, byte for byte', async () => {
    const bytes = (await sample('access-session.xml')).toString('latin1');
    const session = bytes.slice(bytes.indexOf('<session '), bytes.indexOf('</session>') + '</session>'.length);
    assert.deepEqual(await documents(Buffer.from(bytes, 'latin1')), [`${declaration}${session}\n`]);
  });

  it('declares the prefixes that it uses and that only the root declares', async () => {
    const root = `<n:list xmlns="d" xmlns:n="u&amp;v" xmlns:m = 'w' xmlns:unused="x">`;
    const sessions =
      '<n:session lsid="a"><m:x/></n:session><n:session xmlns:n="own" lsid="b"/><session lsid="c">text</session>';
    assert.deepEqual(await documents(`${root}${sessions}</n:list>`), [
      `${declaration}<n:session xmlns:n="u&amp;v" xmlns:m = 'w' lsid="a"><m:x/></n:session>\n`,
      `${declaration}<n:session xmlns:n="own" lsid="b"/>\n`,
      `${declaration}<session lsid="c">text</session>\n`,
    ]);
  });

  it('keeps the encoding that the report declares', async () => {
    const report = Buffer.from(
      '<?xml version="1.0" encoding="windows-1252"?><list><session lsid="a"><external_key>\x80</external_key></session></list>',
      'latin1',
    );
    const [document = ''] = await documents(report);
    assert.equal(
      document,
      '<?xml version="1.0" encoding="windows-1252"?>\n<session lsid="a"><external_key>\x80</external_key></session>\n',
    );
    assert.equal(parseSession(Buffer.from(document, 'latin1')).externalKey, '€');
  });

  it('does not repeat that it is UTF-16 when it is not', async () => {
    assert.deepEqual(
      await documents('<?xml version="1.0" encoding="utf-16"?><list><session lsid="a">ü</session></list>'),
      [Buffer.from(`${declaration}<session lsid="a">ü</session>\n`).toString('latin1')],
    );
  });
});
