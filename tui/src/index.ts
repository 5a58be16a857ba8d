export type { Backend } from './backend.js';
export { runTui, type TuiOptions } from './run-tui.js';
