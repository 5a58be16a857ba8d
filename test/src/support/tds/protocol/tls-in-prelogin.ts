import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { ServerCertificate } from '@integration-client/sdk/testing';
import { packetType, toPackets } from './packets.js';

const headerLength = 8;

/**
 * The server's side of TLS as TDS 7 has it: the handshake travels inside of PRELOGIN packets, what comes after it
 * stands on the connection as it is. The client speaks first after the handshake, and not in a PRELOGIN packet.
 */
export function acceptTls(socket: Socket, certificate: ServerCertificate): TLSSocket {
  let handshake = true;
  let pending = Buffer.alloc(0);
  const below = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      socket.write(handshake ? toPackets(packetType.prelogin, chunk, 4096) : chunk, () => done());
    },
    final: (done) => {
      socket.end();
      done();
    },
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (bytes: Buffer) => {
    if (!handshake) {
      below.push(bytes);
      return;
    }
    pending = Buffer.concat([pending, bytes]);
    while (pending.length >= headerLength && pending[0] === packetType.prelogin) {
      const length = pending.readUInt16BE(2);
      if (pending.length < length) return;
      below.push(pending.subarray(headerLength, length));
      pending = pending.subarray(length);
    }
    if (pending.length === 0 || pending[0] === packetType.prelogin) return;
    handshake = false;
    below.push(pending);
  });
  socket.on('close', () => below.push(null));
  const secureContext = createSecureContext({ key: certificate.key, cert: certificate.cert, maxVersion: 'TLSv1.2' });
  return new TLSSocket(below, { isServer: true, secureContext });
}
