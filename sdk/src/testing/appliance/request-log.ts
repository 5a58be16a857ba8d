import type { Call } from './call.js';

/** One request the appliance answered. */
export interface LoggedRequest {
  /** `GET` or `POST`. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The report asked for, or the command's action. */
  readonly report?: string;
  /** Of the answer. */
  readonly status: number;
  /** Of query and form; secrets are left out. */
  readonly parameters: Readonly<Record<string, string>>;
}

const secrets = new Set(['password', 'backup_password', 'client_secret']);

/** What is kept of a request and the status of its answer. */
export function logEntry(call: Call, status: number): LoggedRequest {
  const parameters: Record<string, string> = {};
  for (const [name, value] of call.parameters) if (!secrets.has(name)) parameters[name] = value;
  const report = call.parameters.get('generate_report') ?? call.parameters.get('action');
  return { method: call.method, path: call.path, ...(report === null ? {} : { report }), status, parameters };
}
