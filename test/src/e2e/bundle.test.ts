import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundledFile } from '@integration-client/core/application';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { unzipSync } from 'fflate';
import { settingsFor, TestHome } from '../support/test-home.js';

/** Each of a kind, with characters that encodings change. */
const secrets = {
  client: 'cl!ent <secret> & "more"/+=ü',
  backup: 'b@ckup-päss\\word',
  proxy: 'pr0xy secret%41',
  mail: "m'ail_SECRET?&x=1",
  warehouse: 'w@rehouse;Passwörd=1',
  fromFile: 'file\tsecret-9137',
  fromVariable: 'variable-secret~8264',
};

/** A text in every way in which it could stand in a file. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    new URLSearchParams({ a: secret }).toString().slice(2),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    [...secret].map((character) => `&#${character.codePointAt(0)};`).join(''),
    [...secret].map((character) => `&#x${character.codePointAt(0)?.toString(16)};`).join(''),
    secret
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    Buffer.from(`user:${secret}`).toString('base64'),
    Buffer.from(`ab${secret}`).toString('base64'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ];
}

describe('ic bundle', () => {
  let home: TestHome;
  let appliance: SimulatedAppliance;

  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
    appliance = await SimulatedAppliance.start({ sessions: 2, recordings: 'none', presentations: 0 });
    process.env.IC_BUNDLE_TEST = secrets.fromVariable;
  });
  afterEach(async () => {
    delete process.env.IC_BUNDLE_TEST;
    await appliance.stop();
    await home.remove();
  });

  it('holds what helps, and no secret in whatever encoding, not even where a log had it', async () => {
    const settings = settingsFor(home, appliance, ['sessions']);
    const file = join(home.directory, 'secret');
    await writeFile(file, `${secrets.fromFile}\n`);
    const account = { type: 'api', clientId: 'id', clientSecret: secrets.client };
    await home.apply({
      ...settings,
      sites: [
        ...settings.sites,
        {
          ...settings.sites[0],
          name: 'Second',
          account,
          backupPassword: secrets.backup,
          proxy: 'http://proxy:1',
          proxyUsername: 'user',
          proxyPassword: secrets.proxy,
        },
        { ...settings.sites[0], name: 'Third', account: { ...account, clientSecret: `file:${file}` } },
        { ...settings.sites[0], name: 'Fourth', account: { ...account, clientSecret: 'env:IC_BUNDLE_TEST' } },
      ],
      destinations: [
        ...settings.destinations,
        {
          name: 'Warehouse',
          plugin: 'sqlserver',
          settings: { server: 'db', database: 'd', username: 'u', password: secrets.warehouse },
        },
      ],
      notifications: {
        enabled: false,
        server: 'mail.example.com',
        port: 587,
        tls: 'starttls',
        username: 'u',
        password: secrets.mail,
        from: 'a@example.com',
        to: ['b@example.com'],
      },
    });
    await home.run();
    const all = Object.values(secrets).flatMap(forms);
    const day = new Date().toISOString().slice(0, 10);
    await mkdir(join(home.home, 'logs'), { recursive: true });
    const lines = all.map((text) => `${day} 00:00:00,000 [a] INFO it says "${text}" here\n`).join('');
    await writeFile(join(home.home, 'logs', `ics-log-${day}.txt`), lines);

    const zip = join(home.directory, 'bundle.zip');
    const { code, stdout, stderr } = await home.ic('bundle', '--output', zip, '--json');
    assert.equal(code, 0, stderr);
    const parts = unzipSync(await readFile(zip));
    const named = (JSON.parse(stdout) as { files: BundledFile[] }).files;
    assert.deepEqual(
      named.map(({ name, bytes }) => [name, bytes]).sort(),
      Object.entries(parts)
        .map(([name, bytes]) => [name, bytes.length])
        .sort(),
    );
    if (process.platform !== 'win32') assert.equal((await stat(zip)).mode & 0o077, 0);
    const text = (name: string) => Buffer.from(parts[name] ?? []).toString();
    assert.match(text('settings.yaml'), /clientSecret: "?stored:/);
    assert.match(text('settings.yaml'), /env:IC_BUNDLE_TEST/);
    assert.equal(JSON.parse(text('runs.json')).length, 1);
    assert.equal(JSON.parse(text('versions.json')).node, process.version);
    assert.equal(JSON.parse(text('status.json')).schedules.length, 1);
    assert.ok(text('ics-log.txt').split('\n').length >= all.length / 2, 'the log is there');
    for (const [name, bytes] of Object.entries(parts)) {
      const content = Buffer.from(bytes).toString();
      for (const form of all) assert.ok(!content.includes(form), `${name} holds ${form}`);
    }

    const again = await home.ic('bundle', '--output', zip);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /exists already/);
  });
});
