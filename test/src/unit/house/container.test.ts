import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveHome } from '@integration-client/core/home';
import { initialise, openHere } from '@integration-client/host/application/open-application';
import filesystem from '@integration-client/plugin-filesystem';
import sqlite from '@integration-client/plugin-sqlite';
import sqlserver from '@integration-client/plugin-sqlserver';
import { nodeDisk, Tokens } from '@integration-client/sdk';
import { container } from 'tsyringe';

describe('the container', () => {
  it('resolves every class of the host', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ic-container-'));
    try {
      const home = resolveHome(join(directory, 'home'));
      await initialise(home);
      const { application, close } = await openHere(home, 'ic');
      assert.deepEqual(await application.status().then(({ scheduler }) => scheduler), 'not installed');
      await close();
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  for (const plugin of [filesystem, sqlite, sqlserver]) {
    it(`resolves the destination of ${plugin.name} from what the contract offers`, async () => {
      const log = { debug() {}, info() {}, warn() {}, error() {} };
      const child = container.createChildContainer();
      child.register(Tokens.Settings, { useValue: { file: join(tmpdir(), 'never-opened.db') } });
      child.register(Tokens.DestinationName, { useValue: 'Somewhere' });
      child.register(Tokens.Logger, { useValue: log });
      child.register(Tokens.Disk, { useValue: nodeDisk });
      const destination = child.resolve(plugin.destination);
      assert.equal(typeof destination.deliver, 'function');
      await destination.close();
      await destination.close();
    });
  }
});
