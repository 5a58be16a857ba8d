import 'reflect-metadata';

export * from './destination.js';
export * from './disk.js';
export * from './durable-names.js';
export * from './errors.js';
export * from './file-name.js';
export * from './file-name-format.js';
export * from './item.js';
export * from './logger.js';
export * from './make-destination.js';
export * from './node-disk.js';
export * from './operation.js';
export * from './plugin.js';
export * from './receipt.js';
export * from './relational/index.js';
export * from './session.js';
export * from './settings.js';
export * from './tokens.js';
