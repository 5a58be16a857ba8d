import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { UnreachableError } from '@integration-client/sdk';
import { type Application, applicationMethods, type Call } from '../application.js';
import type { Home } from '../home.js';
import { linesOf } from '../lines.js';
import { fromPlainError } from '../plain-error.js';
import { type ApplicationMethod, type ControlMessage, controlPath } from './protocol.js';
import { checkSocketDirectory, isListening } from './socket.js';

/**
 * The application of a running host; undefined when none listens. A method rejects with the error the host's threw, with
 * the signal's reason when it was aborted, and with UnreachableError `host-not-running` or `host-lost` when the host ended.
 * Throws ConfigError `control-not-permitted` and `socket-directory-unsafe`.
 */
export async function connectControl(home: Home): Promise<Application | undefined> {
  if (!(await checkSocketDirectory(home)) || !(await isListening(home.socket))) return undefined;
  const methods = applicationMethods.map((name) => [
    name,
    (input: object, call?: Call<unknown>) => ask(home.socket, name, input, call),
  ]);
  // Each method of the interface is there by construction; its types are those of the host's own.
  return Object.fromEntries(methods) as unknown as Application;
}

async function ask(socketPath: string, name: ApplicationMethod, input: object, call: Call<unknown> = {}) {
  call.signal?.throwIfAborted();
  const sent = request({
    socketPath,
    path: controlPath + name,
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json' },
  });
  const abort = () => sent.destroy();
  call.signal?.addEventListener('abort', abort);
  try {
    sent.end(JSON.stringify(input));
    return await readAnswer(await responseTo(sent), call);
  } catch (error) {
    call.signal?.throwIfAborted();
    throw error;
  } finally {
    call.signal?.removeEventListener('abort', abort);
    sent.destroy();
  }
}

function responseTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on('response', resolve);
    sent.on('error', (cause: NodeJS.ErrnoException) => {
      const isGone = cause.code === 'ENOENT' || cause.code === 'ECONNREFUSED';
      reject(isGone ? hostNotRunning(cause) : hostLost(cause));
    });
  });
}

async function readAnswer(response: IncomingMessage, call: Call<unknown>): Promise<unknown> {
  for await (const line of answerOf(response)) {
    const message = parse(line);
    if ('event' in message) call.onEvent?.(message.event);
    else if ('error' in message) throw fromPlainError(message.error);
    else return message.result ?? undefined;
  }
  throw hostLost(undefined);
}

async function* answerOf(response: IncomingMessage): AsyncGenerator<string> {
  try {
    yield* linesOf(response);
  } catch (error) {
    throw hostLost(error);
  }
}

function parse(line: string): ControlMessage {
  try {
    return JSON.parse(line) as ControlMessage;
  } catch (error) {
    throw hostLost(error);
  }
}

function hostNotRunning(cause: unknown): UnreachableError {
  return new UnreachableError('No host is running', { code: 'host-not-running', hint: 'Start ic-host.', cause });
}

function hostLost(cause: unknown): UnreachableError {
  return new UnreachableError('The host ended before it answered', {
    code: 'host-lost',
    hint: 'See why: ic logs --service. What was delivered is recorded, and the next run repeats the rest.',
    ...(cause === undefined ? {} : { cause }),
  });
}
