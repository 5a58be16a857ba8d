import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeProblem } from '@integration-client/core/transfer/tally';
import type { RenderedMetrics } from './metrics.js';

/** What monitoring asks of a running host. */
export interface Monitored {
  metrics(): Promise<RenderedMetrics>;
  /** Resolves where schedules can run; throws what keeps them from it. */
  ready(): Promise<void>;
}

/**
 * Answers `GET /metrics` (OpenMetrics), `/health/live` (200 while the process works at all) and `/health/ready` (503 with
 * the reason while schedules cannot run). Answers false for anything else, and then leaves the response alone.
 */
export async function answerMonitoring(
  monitored: Monitored,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const [path] = (request.url ?? '').split('?', 1);
  if (path === '/health/live') send(response, 200, 'application/json', JSON.stringify({ status: 'ok' }));
  else if (path === '/health/ready') await sendReady(monitored, response);
  else if (path === '/metrics') await sendMetrics(monitored, response);
  else return false;
  return true;
}

async function sendReady(monitored: Monitored, response: ServerResponse): Promise<void> {
  try {
    await monitored.ready();
    send(response, 200, 'application/json', JSON.stringify({ status: 'ok' }));
  } catch (error) {
    const { code, message } = describeProblem(error);
    send(response, 503, 'application/json', JSON.stringify({ status: 'not-ready', code, message }));
  }
}

async function sendMetrics(monitored: Monitored, response: ServerResponse): Promise<void> {
  try {
    const { contentType, text } = await monitored.metrics();
    send(response, 200, contentType, text);
  } catch (error) {
    send(response, 500, 'text/plain; charset=utf-8', `${describeProblem(error).message}\n`);
  }
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  response.end(body);
}
