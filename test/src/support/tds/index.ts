export type { Fault } from './faults.js';
export { type LoginOptions, type Permission, permissionsBut } from './permissions.js';
export { type StoredRow, TdsServer, type TdsServerOptions } from './server.js';
