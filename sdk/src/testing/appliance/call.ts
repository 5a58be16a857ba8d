import type { IncomingMessage } from 'node:http';

/** One request, read. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** Of the query, and of the form where one was posted. */
  readonly parameters: URLSearchParams;
  /** Of a JSON body, where one was posted. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  readonly headers: IncomingMessage['headers'];
}

const largestBody = 1024 * 1024;

/** Reads a request. A body that cannot be read counts as none: what is missing is then answered with an error. */
export async function readCall(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const parameters = url.searchParams;
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  let json: Readonly<Record<string, unknown>> | undefined;
  if (type.startsWith('application/json')) json = parseObject(body);
  else if (type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body)) parameters.append(name, value);
  }
  return { method: request.method ?? 'GET', path: url.pathname, parameters, json, headers: request.headers };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
