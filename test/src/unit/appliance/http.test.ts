import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Http, HttpRequest } from '@integration-client/core/appliance/http';
import { MovieBoxes } from '@integration-client/core/appliance/movie-boxes';
import { RetryableError, UnreachableError } from '@integration-client/sdk';
import { StandingClock, settled } from './clocks.js';
import { bytesOf, closeAll, httpTo, startAppliance, startRawServer } from './support.js';

const get: HttpRequest = { method: 'GET', path: '/' };

describe('Http', () => {
  afterEach(closeAll);

  async function read(http: Http, request = get): Promise<Buffer> {
    const answer = await http.send(request);
    return await bytesOf(answer.body);
  }

  it('opens a connection for each call, and asks to close it', async () => {
    const server = await startRawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    const http = httpTo(server);
    for (let call = 0; call < 3; call += 1) assert.equal((await read(http)).toString(), 'ok');
    assert.equal(server.connections, 3);
    assert.match(server.requests[0] ?? '', /\r\nconnection: close\r\n/i);
  });

  it('trusts the authority it is given, and no other', async () => {
    const server = await startRawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    const stranger = await startRawServer(() => {});
    await read(httpTo(server));
    const http = httpTo({ host: server.host, caPem: stranger.caPem });
    await assert.rejects(http.send(get), (error: UnreachableError) => {
      assert.ok(error instanceof UnreachableError);
      assert.equal(error.code, 'appliance-certificate');
      assert.match(error.hint ?? '', /caFile/);
      assert.match(error.message, /localhost/);
      return true;
    });
    assert.equal(server.requests.length, 1);
  });

  it('says in plain words that nobody answers', async () => {
    const appliance = await startAppliance();
    const http = httpTo(appliance);
    await appliance.stop();
    await assert.rejects(http.send(get), (error: UnreachableError) => {
      assert.ok(error instanceof UnreachableError);
      assert.equal(error.code, 'appliance-unreachable');
      assert.match(error.message, /localhost:\d+ cannot be reached: the connection was refused/);
      return true;
    });
  });

  it('says that there is no such host', async () => {
    const http = httpTo({ host: 'appliance.invalid', caPem: '' });
    await assert.rejects(http.send(get), { code: 'appliance-unreachable' });
  });

  it('counts a connection that breaks before an answer as unreachable', async () => {
    for (const end of ['reset', 'close'] as const) {
      const server = await startRawServer((socket, raw) => (end === 'reset' ? raw.resetAndDestroy() : socket.end()));
      await assert.rejects(httpTo(server).send(get), { code: 'appliance-unreachable' });
    }
  });

  it('counts what is no TLS as unreachable', async () => {
    const server = await startRawServer((_, raw) => raw.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await assert.rejects(httpTo(server).send(get), UnreachableError);
  });

  it('follows no redirect and names its target', async () => {
    const server = await startRawServer((socket) =>
      socket.end('HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/login?x=1\r\nContent-Length: 0\r\n\r\n'),
    );
    await assert.rejects(httpTo(server).send(get), (error: RetryableError) => {
      assert.ok(!(error instanceof UnreachableError));
      assert.equal(error.code, 'appliance-redirects');
      assert.match(error.message, /elsewhere\.example/);
      return true;
    });
    assert.equal(server.connections, 1);
  });

  const hostile: Record<string, string> = {
    'headers without an end': `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`,
    'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab',
    'what is not HTTP': 'SSH-2.0-OpenSSH_9.2\r\n\r\n',
  };
  for (const [what, bytes] of Object.entries(hostile)) {
    it(`fails, to be tried again, with ${what}`, async () => {
      const server = await startRawServer((socket) => socket.end(bytes));
      await assert.rejects(read(httpTo(server)), { name: 'RetryableError', code: 'answer-not-http' });
    });
  }

  const broken: Record<string, (send: (text: string) => void, reset: () => void) => void> = {
    'is shorter than announced': (send) => send('Content-Length: 100\r\n\r\nshort'),
    'is longer than announced': (send) => send('Content-Length: 5\r\n\r\nlonger'),
    'ends without its last chunk': (send) => send('Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'),
    'is reset in the middle': (send, reset) => {
      send('Content-Length: 100\r\n\r\nshort');
      reset();
    },
    'has no length and is reset': (send, reset) => {
      send('\r\nsome');
      reset();
    },
  };
  for (const [what, act] of Object.entries(broken)) {
    it(`notices a body that ${what}`, async () => {
      const server = await startRawServer((socket, raw) => {
        let reset = false;
        act(
          (text) => socket.write(`HTTP/1.1 200 OK\r\nConnection: close\r\n${text}`),
          () => {
            reset = true;
          },
        );
        setTimeout(() => (reset ? raw.resetAndDestroy() : socket.end()), 50);
      });
      await assert.rejects(read(httpTo(server)), { name: 'RetryableError', code: 'answer-cut-short' });
    });
  }

  it('asks what holds the body whether it is whole, where no length was announced', async () => {
    const file = Buffer.concat([
      Buffer.from('\0\0\0\x10ftypM4V \0\0\0\0', 'latin1'),
      Buffer.from('\0\0\0\x40mdat and no more'),
    ]);
    const inspect = () => new MovieBoxes();
    const chunked = await startRawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${file.length.toString(16)}\r\n`);
      socket.end(Buffer.concat([file, Buffer.from('\r\n0\r\n\r\n')]));
    });
    await assert.rejects(read(httpTo(chunked), { ...get, inspect }), { code: 'recording-incomplete' });
    const measured = await startRawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${file.length}\r\n\r\n`);
      socket.end(file);
    });
    assert.ok((await read(httpTo(measured), { ...get, inspect })).equals(file));
  });

  it('refuses an encoding that it does not know, as nobody asked for one', async () => {
    for (const encoding of ['zstd', 'gzip, gzip', 'compress']) {
      const server = await startRawServer((socket) => {
        socket.end(`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: 2\r\n\r\nok`);
      });
      await assert.rejects(read(httpTo(server)), { name: 'RetryableError', code: 'answer-encoding-unknown' });
    }
  });

  it('takes the bytes as they are where the encoding is named and means nothing', async () => {
    for (const encoding of ['identity', 'none', 'constructor']) {
      const server = await startRawServer((socket) => {
        socket.end(`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: 2\r\n\r\nok`);
      });
      assert.equal((await read(httpTo(server))).toString(), 'ok');
    }
  });

  it('says how the end of a body is known', async () => {
    const framings = {
      length: 'Content-Length: 0\r\n\r\n',
      chunked: 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      close: '\r\n',
    };
    for (const [framing, rest] of Object.entries(framings)) {
      const server = await startRawServer((socket) => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
      const answer = await httpTo(server).send(get);
      await bytesOf(answer.body);
      assert.equal(answer.framing, framing);
    }
  });

  it('survives a failure that nobody listens to yet, and tells it to who reads later', async () => {
    const server = await startRawServer((socket) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort');
    });
    const { body } = await httpTo(server).send(get);
    await sleep(50);
    await assert.rejects(bytesOf(body), { code: 'answer-cut-short' });
  });

  it('hands out every byte when the reader is slow', async () => {
    const size = 5 * 1024 * 1024;
    const server = await startRawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      socket.end(Buffer.alloc(size, 'x'));
    });
    const { body } = await httpTo(server).send(get);
    let read = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      read += chunk.length;
      await sleep(1);
    }
    assert.equal(read, size);
  });

  it('gives up a body that drips', async () => {
    const server = await startRawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\ndrip');
    });
    const clock = new StandingClock();
    const { body } = await httpTo(server, { clock }).send(get);
    const reading = assert.rejects(bytesOf(body), { name: 'RetryableError', code: 'download-too-slow' });
    await settled();
    await clock.advance(60_000);
    await reading;
  });

  it('gives up a body that stops for too long', async () => {
    const server = await startRawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nstop');
    });
    const { body } = await httpTo(server, { bodySeconds: 0.05 }).send(get);
    await assert.rejects(bytesOf(body), { code: 'answer-cut-short' });
  });

  it('gives up an answer that does not begin', async () => {
    const server = await startRawServer(() => {});
    await assert.rejects(httpTo(server).send({ ...get, answerSeconds: 0.05 }), { code: 'answer-timeout' });
  });

  it("rejects with the signal's reason, before, while it waits, and while a body is read", async () => {
    const server = await startRawServer((socket, _, request) => {
      if (request.includes('/body')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome');
    });
    const http = httpTo(server);
    const reason = new Error('enough');
    await assert.rejects(http.send({ ...get, signal: AbortSignal.abort(reason) }), reason);
    assert.equal(server.connections, 0);

    const waiting = new AbortController();
    const answer = http.send({ ...get, signal: waiting.signal });
    setTimeout(() => waiting.abort(reason), 30);
    await assert.rejects(answer, reason);

    const reading = new AbortController();
    const { body } = await http.send({ ...get, path: '/body', signal: reading.signal });
    setTimeout(() => reading.abort(reason), 30);
    await assert.rejects(bytesOf(body), reason);
  });

  it('ends what is under way when it is closed', async () => {
    const server = await startRawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome');
    });
    const http = httpTo(server);
    const { body } = await http.send(get);
    const reading = assert.rejects(bytesOf(body), RetryableError);
    await http.close();
    await reading;
  });
});
