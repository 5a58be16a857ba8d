import { request } from 'node:http';
import type { Socket } from 'node:net';
import { ConfigError, UnreachableError } from '@integration-client/sdk';
import type { buildConnector } from 'undici';
import { plainText, systemCode, unreachable } from './connection-errors.js';

/** A proxy between this machine and an appliance. It only passes bytes on: TLS is between the two ends. */
export interface SiteProxy {
  /** `http://host:port`. */
  readonly address: string;
  readonly username?: string;
  readonly password?: string;
}

/**
 * Connects through a proxy (HTTP CONNECT) instead of directly. Fails with UnreachableError `proxy-unreachable` and
 * `proxy-refused`, and ConfigError `proxy-login-refused`.
 * @param timeout milliseconds until the proxy has to have answered
 * @param connect what then makes the connection to the appliance
 */
export function throughProxy(
  proxy: SiteProxy,
  timeout: number,
  connect: buildConnector.connector,
): buildConnector.connector {
  return (options, callback) => {
    openTunnel(proxy, `${options.hostname}:${options.port || 443}`, timeout).then(
      (httpSocket) => connect({ ...options, httpSocket }, callback),
      (error: Error) => callback(error, null),
    );
  };
}

function openTunnel({ address, username, password = '' }: SiteProxy, target: string, timeout: number): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  return new Promise((resolve, reject) => {
    const asked = request({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || 80,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(username === undefined ? {} : { 'proxy-authorization': `Basic ${login}` }) },
      agent: false,
      timeout,
    });
    asked.on('connect', ({ statusCode = 0, statusMessage = '' }, socket: Socket, head) => {
      socket.setTimeout(0);
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head);
        return resolve(socket);
      }
      socket.destroy();
      reject(refused(address, target, statusCode, plainText(statusMessage)));
    });
    asked.on('timeout', () => asked.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    asked.on('error', (error) => reject(cannotBeReached(address, error)));
    asked.end();
  });
}

function refused(address: string, target: string, status: number, text: string): Error {
  const answer = `HTTP ${status}${text === '' ? '' : ` ${text}`}`;
  if (status === 407) {
    return new ConfigError(`The proxy ${address} refuses the login: ${answer}`, {
      code: 'proxy-login-refused',
      hint: 'Correct proxyUsername and proxyPassword of the site. Only the scheme Basic is known.',
    });
  }
  return new UnreachableError(`The proxy ${address} did not connect to ${target}: ${answer}`, {
    code: 'proxy-refused',
    hint: 'Have the proxy allow connections (CONNECT) to this host and port.',
  });
}

function cannotBeReached(address: string, error: Error): UnreachableError {
  const what = unreachable[systemCode(error)] ?? plainText(error.message);
  return new UnreachableError(`The proxy ${address} cannot be reached: ${what}`, {
    code: 'proxy-unreachable',
    hint: 'Check proxy of the site, and the network between this machine and the proxy.',
    cause: error,
  });
}
