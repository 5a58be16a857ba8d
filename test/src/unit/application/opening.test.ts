import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { resolveHome } from '@integration-client/core/home';
import { systemClock } from '@integration-client/core/system-clock';
import { openHere } from '@integration-client/host/application/open-application';
import { HomeBackend } from '@integration-client/host/tui-backend';
import { TestHome } from '../../support/test-home.js';
import { until } from '../../support/until.js';
import { SettingsServer } from '../store/settings-server.js';

const onUnix = process.platform === 'win32' ? it.skip : it;

describe('an application of this process', () => {
  let home: TestHome;
  beforeEach(async () => {
    home = await TestHome.create({ workers: false });
  });
  afterEach(() => home.remove());

  it('leaves no connection to the settings database where it cannot be put together', async () => {
    const server = await SettingsServer.start();
    const elsewhere = await TestHome.create({ initialised: false });
    const now = () => {
      throw new Error('no clock');
    };
    try {
      const at = resolveHome(elsewhere.home);
      await server.makeSettings(at);
      await assert.rejects(openHere(at, 'ic', { clock: { ...systemClock, now } }), /no clock/);
      await until(async () => (server.double?.connections ?? 0) === 0);
    } finally {
      await server.stop();
      await elsewhere.remove();
    }
  });

  onUnix('is opened anew for the terminal UI after what kept it from being opened was put right', async () => {
    const backend = new HomeBackend(resolveHome(home.home));
    const { key } = resolveHome(home.home);
    try {
      await chmod(key, 0o644);
      const look = () => backend.use((application) => application.configuration({}));
      await assert.rejects(look(), { code: 'key-exposed' });
      await chmod(key, 0o600);
      assert.deepEqual((await look()).sites, []);
    } finally {
      await backend.close();
    }
  });
});
