import { inTurn, itSurvivesTheDisk, survivesSqlite } from './failing-disk.js';

describe('a disk that fails', () => {
  itSurvivesTheDisk(inTurn);

  it('while SQLite writes the copy leaves the database as it was', survivesSqlite);
});
