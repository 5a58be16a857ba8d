import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { issueCertificate } from '@integration-client/sdk/testing';
import { offer } from '../../support/child-module.js';
import { movie } from './movie.js';

/** What the appliance has. */
export interface Recordings {
  /** A file with the report that announces them. */
  readonly report: string;
  /** Bytes of each. */
  readonly bytes: number;
}

/** Where it is, and what a client has to know. */
export interface Listening {
  /** `localhost:PORT` */
  readonly host: string;
  /** The certificate of the authority to trust, PEM. */
  readonly ca: string;
}

/** Accepted in place of any token. */
export const token = 'benchmark';

const methods = {
  /**
   * Starts an appliance that has nothing to do but to send: all recordings are the same bytes, made before. Each connection
   * is closed after its answer, as the documentation of the vendor demands.
   */
  async start({ report, bytes }: Recordings): Promise<Listening> {
    const [{ key, cert, ca }, sessions, pieces] = [await issueCertificate(), await readFile(report), movie(bytes)];
    const server = createServer({ key, cert }, (request, response) => {
      response.shouldKeepAlive = false;
      request.resume();
      if (request.url?.startsWith('/oauth2/token')) {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 1799 }));
      } else if (isRecording(request)) {
        response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes });
        void sendAll(response, pieces);
      } else {
        response.writeHead(200, { 'content-type': 'text/xml; charset=UTF-8', 'content-length': sessions.length });
        response.end(sessions);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { host: `localhost:${(server.address() as AddressInfo).port}`, ca };
  },
};

/** What it offers to its parent. */
export type ApplianceMethods = typeof methods;

function isRecording({ url = '' }: IncomingMessage): boolean {
  return /[?&]generate_report=\w+Recording\b/.test(url);
}

async function sendAll(response: ServerResponse, pieces: Iterable<Buffer>): Promise<void> {
  for (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

offer(methods);
