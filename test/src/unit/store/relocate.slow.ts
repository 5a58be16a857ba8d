import { movesAfterFaults } from './relocation-faults.js';
import { SettingsServer } from './settings-server.js';

describe('a settings database that moves', () => {
  let server: SettingsServer;
  before(async () => {
    server = await SettingsServer.start();
  });
  after(() => server.stop());

  it('is whole after any call of the disk fails, and can be moved then', () =>
    movesAfterFaults(server, (calls) => calls.map((_, index) => index + 1)));
});
