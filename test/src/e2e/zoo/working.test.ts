import { meetWorking } from './meet-working.js';
import { workingAnimals } from './working-animals.js';

// Each takes a process of its own: one that spoils what it shares, one that ends.
const some = ['pollutes-later', 'exits'];
const met = Object.entries(workingAnimals).filter(([name]) => some.includes(name));

describe('plugins that go wrong when they are used', () => meetWorking(Object.fromEntries(met)));
