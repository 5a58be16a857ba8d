import { createServer } from 'node:http';
import { ConfigError } from '@integration-client/sdk';
import { answerMonitoring, type Monitored } from './monitoring.js';

/** Monitoring at a port of this machine. */
export interface MonitoringServer {
  /** Accepts nothing more, and resolves when all is closed. */
  close(): Promise<void>;
}

/** Names that reach this machine alone. A web page that had its own name point here would come with that. */
const ownNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Serves metrics and health at a port of 127.0.0.1, and nothing else. Throws ConfigError `metrics-port-unusable`.
 */
export async function serveMonitoring(monitored: Monitored, port: number): Promise<MonitoringServer> {
  const server = createServer((request, response) => {
    const isOwn = ownNames.test(request.headers.host ?? '');
    const answered = isOwn ? answerMonitoring(monitored, request, response) : Promise.resolve(false);
    void answered.then((found) => {
      if (found) return;
      response.writeHead(isOwn ? 404 : 403, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(isOwn ? 'There are /metrics, /health/live and /health/ready.\n' : 'Ask for 127.0.0.1.\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new ConfigError(`Metrics cannot be served at port ${port}: ${cause.message}`, {
          code: 'metrics-port-unusable',
          hint: 'Choose another port: ic settings set metricsPort 9464; then start ic-host again.',
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
