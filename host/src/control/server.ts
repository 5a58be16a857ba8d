import { once, setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Application } from '@integration-client/core/application';
import { lockHome } from '@integration-client/core/control/home-lock';
import {
  type ControlMessage,
  controlPath,
  isApplicationMethod,
  largestInput,
  methodOf,
} from '@integration-client/core/control/protocol';
import type { Home } from '@integration-client/core/home';
import { toPlainError } from '@integration-client/core/plain-error';
import { ConfigError } from '@integration-client/sdk';
import { answerMonitoring, type Monitored } from '../metrics/monitoring.js';
import { listenAtHome } from './listen.js';

/** The local API of a running host. */
export interface ControlServer {
  /** Accepts nothing more, aborts the calls that run, and resolves when they have ended. May be called again. */
  close(): Promise<void>;
}

/** How long callers may take to read their answers when the host stops, in milliseconds. */
const readingTime = 2_000;

/**
 * Serves an application at the home's socket, see protocol.ts, and metrics and health. A call is aborted when its caller goes away. Throws
 * ConfigError `host-already-running` and `socket-directory-unsafe`.
 * @param patience milliseconds that callers have to read what was answered when it is closed
 */
export async function serveControl(
  application: Application,
  home: Home,
  monitored?: Monitored,
  patience = readingTime,
): Promise<ControlServer> {
  const lock = await lockHome(home);
  const calls = new Set<Promise<void>>();
  const stopping = new AbortController();
  // Every call listens: more than Node takes for a leak.
  setMaxListeners(0, stopping.signal);
  const server = createServer((request, response) => {
    const call = respond(request, response).finally(() => calls.delete(call));
    calls.add(call);
  });
  try {
    await listenAtHome(server, home);
  } catch (error) {
    lock.release();
    throw error;
  }
  let closed: Promise<void> | undefined;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (monitored !== undefined && (await answerMonitoring(monitored, request, response))) return;
    await answer(application, request, response, stopping.signal);
    await delivered(response, stopping.signal, patience);
  }

  async function close(): Promise<void> {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    stopping.abort(new DOMException('The host is stopping', 'AbortError'));
    await Promise.allSettled(calls);
    server.closeAllConnections();
    await ended;
    lock.release();
  }
  return {
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

async function answer(
  application: Application,
  request: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort(new DOMException('The caller is gone', 'AbortError')));
  request.on('error', () => gone.abort());
  const send = (message: ControlMessage) => {
    if (!response.destroyed) response.write(`${JSON.stringify(message)}\n`);
  };
  try {
    const name = nameOf(request);
    const input = await readInput(request);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const signal = AbortSignal.any([gone.signal, stopping]);
    const result = await methodOf(application, name)(input, {
      signal,
      onEvent: (event: unknown) => send({ event }),
      room: () => (response.writableNeedDrain ? once(response, 'drain', { signal }).catch(() => undefined) : undefined),
    });
    send({ result: result ?? null });
  } catch (error) {
    if (!response.headersSent) response.writeHead(400, { 'content-type': 'application/x-ndjson', connection: 'close' });
    send({ error: toPlainError(error) });
  }
}

/**
 * Ends an answer, and resolves when its caller has it or is gone. When the host stops that may not take for ever: a caller
 * that is stopped itself, or behind a pager, reads nothing.
 */
function delivered(response: ServerResponse, stopping: AbortSignal, patience: number): Promise<void> {
  return new Promise<void>((resolve) => {
    if (response.destroyed) return resolve();
    let timer: NodeJS.Timeout | undefined;
    const hurry = () => {
      timer = setTimeout(() => response.destroy(), patience);
    };
    response.on('close', () => {
      clearTimeout(timer);
      stopping.removeEventListener('abort', hurry);
      resolve();
    });
    response.end();
    if (stopping.aborted) hurry();
    else stopping.addEventListener('abort', hurry);
  });
}

function nameOf(request: IncomingMessage) {
  const path = request.url ?? '';
  const name = path.startsWith(controlPath) ? path.slice(controlPath.length) : '';
  if (request.method === 'POST' && isApplicationMethod(name)) return name;
  throw new ConfigError(`The host does not know ${request.method} ${path}`, {
    code: 'method-unknown',
    hint: 'ic and ic-host are of different versions: restart the host.',
  });
}

async function readInput(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= largestInput) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > largestInput) {
    throw new ConfigError(`The input has ${bytes} bytes; at most ${largestInput} are taken`, {
      code: 'input-too-large',
    });
  }
  const input = parse(Buffer.concat(chunks).toString('utf8'));
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  throw new ConfigError('The input is not a JSON object', { code: 'input-invalid' });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
