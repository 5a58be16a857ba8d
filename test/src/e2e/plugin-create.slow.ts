import { TestHome } from '../support/test-home.js';
import { isGoodAsItStands } from './created-plugin.js';

describe('a new plugin', () => {
  let home: TestHome;

  before(async () => {
    home = await TestHome.create();
  });

  after(() => home.remove());

  it('in javascript passes its tests and is installed as it stands', () => isGoodAsItStands('javascript', home));

  it('in typescript builds, passes its tests and is installed as it stands', () =>
    isGoodAsItStands('typescript', home));
});
