import { describeSqlServer } from './sqlserver-subject.js';

// All rules take long with a server: npm run test:slow.
const tried = /has a manifest|holds an item once that comes again|replaces a session|batch, or none|verifies what is/;

await describeSqlServer(({ name }) => tried.test(name));
