import { shareModules } from './share-modules.js';

// Loaded by `--import`, before anything that a plugin could import.
shareModules();
