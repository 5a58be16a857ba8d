import { inEveryWay, itSurvivesTheDisk } from './failing-disk.js';

describe('a disk that fails in every way', () => itSurvivesTheDisk(inEveryWay));
