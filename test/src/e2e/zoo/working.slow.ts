import { meetWorking } from './meet-working.js';
import { workingAnimals } from './working-animals.js';

describe('plugins that go wrong when they are used', () => meetWorking(workingAnimals));
