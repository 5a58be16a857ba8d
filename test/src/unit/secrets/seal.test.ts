import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyFile, openSealer, type Sealer, sealedField } from '@integration-client/core/secrets/seal';
import fc from 'fast-check';

describe('sealing of secrets', () => {
  let directory: string;
  let path: string;
  let sealer: Sealer;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-seal-'));
    path = join(directory, 'secret.key');
    await createKeyFile(path);
    sealer = await openSealer(path);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('opens what it sealed, for any text and field', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string(), (secret, name) => {
        const field = sealedField('site', name, 'clientSecret');
        assert.equal(sealer.open(sealer.seal(secret, field), field), secret);
      }),
      { numRuns: 200 },
    );
  });

  it('never seals the same twice alike, and hides the length', () => {
    const one = sealer.seal('a', 'f');
    assert.notEqual(one, sealer.seal('a', 'f'));
    assert.equal(one.length, sealer.seal('a'.repeat(60), 'f').length);
    assert.ok(sealer.seal('a'.repeat(61), 'f').length > one.length);
    assert.match(one, /^v1:/);
  });

  it('keeps fields apart, also those with a slash in a name', () => {
    const sealed = sealer.seal('top secret', sealedField('site', 'A', 'clientSecret'));
    assert.throws(() => sealer.open(sealed, sealedField('site', 'B', 'clientSecret')), { code: 'secret-damaged' });
    assert.notEqual(sealedField('site', 'A/b', 'c'), sealedField('site', 'A', 'b/c'));
  });

  it('refuses a value of which any character was changed', () => {
    const sealed = sealer.seal('top secret', 'f');
    for (let index = 0; index < sealed.length; index += 1) {
      const other = sealed[index] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
      if (Buffer.from(changed.slice(20), 'base64').equals(Buffer.from(sealed.slice(20), 'base64')) && index >= 20)
        continue;
      assert.throws(() => sealer.open(changed, 'f'), /secret f/);
    }
    assert.throws(() => sealer.open('v1', 'f'), /secret f/);
    assert.throws(() => sealer.open(sealed.slice(0, -30), 'f'), { code: 'secret-damaged' });
  });

  it('says when a value was sealed under another key', async () => {
    const otherPath = join(directory, 'other.key');
    await createKeyFile(otherPath);
    const other = await openSealer(otherPath);
    assert.notEqual(other.keyId, sealer.keyId);
    assert.throws(() => other.open(sealer.seal('x', 'f'), 'f'), { code: 'sealed-by-other-key' });
  });

  it('makes a key file of 32 bytes for the owner alone, and never over another', async () => {
    const [version, key] = (await readFile(path, 'utf8')).split('\n');
    assert.equal(version, 'integration-client-key v1');
    assert.equal(Buffer.from(key ?? '', 'base64').length, 32);
    if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600);
    const before = await readFile(path, 'utf8');
    await assert.rejects(createKeyFile(path), { name: 'ConfigError', code: 'key-exists' });
    assert.equal(await readFile(path, 'utf8'), before);
  });

  it('refuses a key that others can read, and says how to close it', async function () {
    if (process.platform === 'win32') this.skip();
    for (const mode of [0o640, 0o604, 0o620]) {
      await chmod(path, mode);
      await assert.rejects(openSealer(path), { name: 'ConfigError', code: 'key-exposed', hint: `chmod 600 ${path}` });
    }
  });

  it('tells a missing key from a damaged one', async () => {
    await assert.rejects(openSealer(join(directory, 'none')), { name: 'ConfigError', code: 'key-missing' });
    const good = await readFile(path, 'utf8');
    for (const bad of [
      '',
      'x',
      good.slice(0, -6),
      good.replace('v1', 'v2'),
      `${good}more\n`,
      good.split('\n')[1] ?? '',
    ]) {
      await writeFile(path, bad);
      await assert.rejects(openSealer(path), { name: 'ConfigError', code: 'key-damaged' });
    }
  });
});
