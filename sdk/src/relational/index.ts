export * from './definition.js';
export * from './markdown.js';
export * from './rows.js';
export * from './tables.js';
