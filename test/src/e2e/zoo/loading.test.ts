import { loadedAnimals } from './loaded-animals.js';
import { meetLoaded } from './meet-loaded.js';

// Of those that need a process of their own, which takes long, only some.
const alone = ['exits-at-once', 'rejects-unheard'];
const some = Object.entries(loadedAnimals).filter(
  ([name, animal]) => animal.alone === undefined || alone.includes(name),
);

describe('plugins that are broken where they are loaded', () => meetLoaded(Object.fromEntries(some)));
