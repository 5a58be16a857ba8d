import { loadedAnimals } from './loaded-animals.js';
import { meetLoaded } from './meet-loaded.js';

describe('plugins that are broken where they are loaded', () => meetLoaded(loadedAnimals));
