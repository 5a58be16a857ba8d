import { describeSqlServer } from './sqlserver-subject.js';

await describeSqlServer(() => true);
