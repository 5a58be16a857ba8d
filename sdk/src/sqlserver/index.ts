export { readCaFile } from '../ca-file.js';
export * from './connect.js';
export * from './connection-string.js';
export * from './failure-kind.js';
export * from './failures.js';
