import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isReference, resolveSecret } from '@integration-client/core/secrets/reference';

describe('references to secrets', () => {
  it('tells references from literals', () => {
    assert.deepEqual(['env:A', 'file:/a', 'credential:a', 'plain', 'ENV:A', 'stored:', ''].map(isReference), [
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('resolves a literal, a variable and a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ic-reference-'));
    try {
      const path = join(directory, 'secret');
      assert.equal(await resolveSecret('plain'), 'plain');
      assert.equal(await resolveSecret('env:A', { A: ' v ' }), ' v ');
      for (const [content, secret] of [
        ['s', 's'],
        ['s\n', 's'],
        ['s\r\n', 's'],
        ['s\n\n', 's\n'],
        [' s ', ' s '],
      ]) {
        await writeFile(path, content ?? '');
        assert.equal(await resolveSecret(`file:${path}`), secret);
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('resolves a credential that systemd has given', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ic-reference-'));
    try {
      await writeFile(join(directory, 'smtp'), 's\n');
      assert.equal(await resolveSecret('credential:smtp', { CREDENTIALS_DIRECTORY: directory }), 's');
      await assert.rejects(resolveSecret('credential:smtp', {}), { code: 'secret-missing' });
      for (const name of ['..', '../smtp', 'a/b', '.smtp', '']) {
        const resolving = resolveSecret(`credential:${name}`, { CREDENTIALS_DIRECTORY: directory });
        await assert.rejects(resolving, { code: 'secret-reference' });
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('names what is missing, and never a value', async () => {
    const disk = (content: string) => ({ read: async () => Buffer.from(content) });
    const cases: [string, NodeJS.ProcessEnv, RegExp, string][] = [
      ['env:NOPE', {}, /NOPE.*not set/, 'secret-missing'],
      ['env:NOPE', { NOPE: '' }, /NOPE.*empty/, 'secret-missing'],
      ['env:a b', { 'a b': 'value' }, /env:NAME/, 'secret-reference'],
      ['file:relative', {}, /absolute/, 'secret-reference'],
      ['file:/empty', {}, /\/empty.*empty/, 'secret-missing'],
    ];
    for (const [secret, environment, message, code] of cases) {
      await assert.rejects(resolveSecret(secret, environment, disk('\n')), { name: 'ConfigError', message, code });
    }
    await assert.rejects(resolveSecret('file:/no/such/file'), { message: /\/no\/such\/file.*does not exist/ });
  });
});
