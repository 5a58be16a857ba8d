export * from './columns.js';
export * from './definition.js';
export * from './row-digest.js';
export * from './rows.js';
export * from './session-location.js';
export * from './tables.js';
