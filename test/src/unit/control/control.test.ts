import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Application, Call } from '@integration-client/core/application';
import { connectControl } from '@integration-client/core/control/client';
import { SettingsError } from '@integration-client/core/faults';
import { type Home, resolveHome } from '@integration-client/core/home';
import { type ControlServer, serveControl } from '@integration-client/host/control/server';
import { ConfigError, IntegrationError, ItemError, RetryableError, UnreachableError } from '@integration-client/sdk';
import { until } from '../../support/until.js';

const methods = (some: Partial<Record<keyof Application, unknown>>) => some as unknown as Application;
const onUnix = process.platform === 'win32' ? it.skip : it;

/** Leaves a socket behind, as a host that is killed does. */
async function leaveDeadSocket(path: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await new Promise((resolve) => spawn(process.execPath, ['-e', script]).on('close', resolve));
}

describe('control', () => {
  let directory: string;
  let home: Home;
  const servers: ControlServer[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ic-control-'));
    home = resolveHome(directory, {});
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await rm(directory, { recursive: true, force: true });
  });

  const serve = async (application: Partial<Record<keyof Application, unknown>>, at = home) => {
    const server = await serveControl(methods(application), at);
    servers.push(server);
    return server;
  };
  const connected = async (at = home) => {
    const application = await connectControl(at);
    assert.ok(application !== undefined);
    return application;
  };

  it('calls a method with its input and gives back its result', async () => {
    const inputs: unknown[] = [];
    await serve({
      show: async (input: unknown) => {
        inputs.push(input);
        return { name: 'Ünïcode\n"quoted"\u2028\u2029', nested: [1, null, true] };
      },
      remove: async () => undefined,
    });
    const application = await connected();
    const input = { kind: 'site', name: 'Exämple\u2028' } as const;
    assert.deepEqual(await application.show(input), { name: 'Ünïcode\n"quoted"\u2028\u2029', nested: [1, null, true] });
    assert.deepEqual(inputs, [input]);
    assert.equal(await application.remove(input), undefined);
  });

  it('passes events on in order before the result', async () => {
    await serve({
      logs: async (_: unknown, call: Call<{ text: string }>) => {
        for (let line = 0; line < 3_000; line += 1) call.onEvent?.({ text: `line ${line}\nx` });
      },
    });
    const found: string[] = [];
    const query = { log: 'ic', lines: 1, follow: false } as const;
    await (await connected()).logs(query, { onEvent: ({ text }) => found.push(text) });
    assert.equal(found.length, 3_000);
    assert.ok(found.every((text, index) => text === `line ${index}\nx`));
  });

  it('gives back errors of the same class, with all they say', async () => {
    const errors = [
      new SettingsError('2 faults', [{ path: 'sites[0].host', message: 'is missing', line: 3, column: 5 }], 'Mend it.'),
      new ConfigError('refused', { code: 'login-failed', hint: 'Check the secret.' }),
      new RetryableError('busy', { code: 'busy', retryAfter: 7 }),
      new UnreachableError('away', { code: 'no-route' }),
      new ItemError('broken', { code: 'xml' }),
      new IntegrationError('other', { code: 'other' }),
    ];
    let next: Error = new TypeError('defect');
    await serve({
      status: async () => {
        throw next;
      },
    });
    const application = await connected();
    await assert.rejects(application.status({}), { name: 'TypeError', message: 'defect' });
    for (const error of errors) {
      next = error;
      await assert.rejects(application.status({}), (thrown: Error) => {
        assert.equal(thrown.constructor, error.constructor);
        assert.deepEqual(thrown, error);
        return true;
      });
    }
  });

  it('aborts a call when its caller aborts it', async () => {
    let aborted: () => void = () => undefined;
    const seen = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    await serve({
      runSchedule: (_: unknown, call: Call<string>) =>
        new Promise((_resolve, reject) => {
          call.onEvent?.('running');
          call.signal?.addEventListener('abort', () => {
            aborted();
            reject(call.signal?.reason);
          });
        }),
    });
    const person = new AbortController();
    const run = (await connected()).runSchedule(
      { name: 'a' },
      { signal: person.signal, onEvent: () => person.abort(new Error('enough')) },
    );
    await assert.rejects(run, /enough/);
    await seen;
    await assert.rejects((await connected()).runSchedule({ name: 'a' }, { signal: person.signal }), /enough/);
  });

  it('aborts the calls that run when it is closed, and waits for them', async () => {
    let ended = false;
    const server = await serve({
      logs: (_: unknown, call: Call<object>) =>
        new Promise<void>((resolve) => {
          call.onEvent?.({});
          call.signal?.addEventListener('abort', () =>
            setTimeout(() => {
              ended = true;
              resolve();
            }, 20),
          );
        }),
    });
    const application = await connected();
    let closed: Promise<void> | undefined;
    const onEvent = () => {
      closed = server.close();
    };
    await application.logs({ log: 'ic', lines: 1, follow: true }, { onEvent });
    await closed;
    assert.equal(ended, true);
    assert.equal(await connectControl(home), undefined);
    await assert.rejects(application.status({}), { code: 'host-not-running' });
  });

  it('tells when the host ends within a call', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"e'));
    });
    await new Promise<void>((resolve) => server.listen(home.socket, resolve));
    try {
      await assert.rejects((await connected()).status({}), { name: 'UnreachableError', code: 'host-lost' });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('finds no host where none listens', async () => {
    assert.equal(await connectControl(home), undefined);
    assert.equal(await connectControl(resolveHome(join(directory, 'missing'), {})), undefined);
  });

  it('refuses a second host, and the first goes on', async () => {
    await serve({ export: async () => 'first' });
    await assert.rejects(serveControl(methods({}), home), { name: 'ConfigError', code: 'host-already-running' });
    assert.equal(await (await connected()).export({}), 'first');
  });

  onUnix('takes the place of a host that died', async () => {
    await leaveDeadSocket(home.socket);
    assert.equal((await stat(home.socket)).isSocket(), true);
    assert.equal(await connectControl(home), undefined);
    await serve({ export: async () => 'new' });
    assert.equal(await (await connected()).export({}), 'new');
    assert.deepEqual((await readdir(directory)).sort(), ['host.lock', 'ic.sock']);
  });

  onUnix('lets one of many hosts win that start at once after a death', async () => {
    await leaveDeadSocket(home.socket);
    const started = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => serve({ export: async () => String(index) })),
    );
    const winners = started.flatMap(({ status }, index) => (status === 'fulfilled' ? [String(index)] : []));
    assert.deepEqual(winners, [await (await connected()).export({})]);
    for (const each of started) {
      if (each.status === 'rejected') assert.equal(each.reason.code, 'host-already-running');
    }
  });

  onUnix('listens for its owner alone', async () => {
    await chmod(directory, 0o755);
    await serve({});
    assert.equal((await stat(home.socket)).mode & 0o777, 0o600);
    assert.equal((await stat(join(directory, 'host.lock'))).mode & 0o777, 0o600);
  });

  onUnix('listens in a directory of its own when the home has a long path', async () => {
    const long = resolveHome(join(directory, 'x'.repeat(120)), {});
    await mkdir(long.directory);
    await serve({ export: async () => 'far' }, long);
    try {
      assert.equal((await stat(dirname(long.socket))).mode & 0o777, 0o700);
      assert.equal(await (await connected(long)).export({}), 'far');
      await chmod(dirname(long.socket), 0o777);
      await assert.rejects(connectControl(long), { code: 'socket-directory-unsafe' });
      await servers.pop()?.close();
      await assert.rejects(serveControl(methods({}), long), { code: 'socket-directory-unsafe' });
      await chmod(dirname(long.socket), 0o700);
      await serve({}, long);
    } finally {
      await rm(long.socket, { force: true });
      // Fails where the directory holds anything else: then it is not one of its own.
      await rmdir(dirname(long.socket));
    }
  });

  describe('against callers of another kind', () => {
    const post = (path: string, body: string | Buffer, method = 'POST') =>
      new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
        const sent = request({ socketPath: home.socket, path, method, agent: false }, (response) => {
          let text = '';
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve({ status: response.statusCode, text }));
        });
        sent.on('error', reject);
        sent.end(body);
      });

    it('knows the methods of the application only', async () => {
      await serve({ status: async () => 'fine' });
      for (const path of ['/v1/constructor', '/v1/toString', '/v1/', '/', '/v2/status', '/v1/status/x']) {
        const { status, text } = await post(path, '{}');
        assert.deepEqual([status, JSON.parse(text).error.code], [400, 'method-unknown'], path);
      }
      assert.match((await post('/v1/status', '', 'GET')).text, /method-unknown/);
      assert.deepEqual(await post('/v1/status', '{}'), { status: 200, text: '{"result":"fine"}\n' });
    });

    it('takes nothing but a JSON object of up to 16 MB', async () => {
      let calls = 0;
      await serve({ status: async () => (calls += 1) });
      for (const body of ['', 'x', '[]', '1', 'null'])
        assert.match((await post('/v1/status', body)).text, /input-invalid/);
      const large = Buffer.alloc(16 * 1024 * 1024 + 1, ' ');
      assert.match((await post('/v1/status', large)).text, /input-too-large/);
      assert.equal(calls, 0);
    });

    /** Calls a method, and reads nothing of the answer. */
    const callWithoutReading = async (path: string) => {
      const sent = request({ socketPath: home.socket, path, method: 'POST', agent: false });
      sent.on('error', () => {});
      sent.end('{}');
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.on('error', () => {});
      return response;
    };

    it('gathers no more than there is room for where one does not read', async () => {
      const text = 'x'.repeat(1_000);
      let [told, waiting] = [0, false];
      await serve({
        logs: async (_: unknown, call: Call<{ text: string }>) => {
          for (; told < 10_000; told += 1) {
            call.onEvent?.({ text });
            const room = call.room?.();
            waiting = room !== undefined;
            await room;
          }
        },
      });
      const response = await callWithoutReading('/v1/logs');
      await until(async () => waiting || told === 10_000);
      assert.ok(told < 5_000, `${told}`);
      let bytes = 0;
      for await (const chunk of response) bytes += chunk.length;
      assert.equal(told, 10_000);
      assert.ok(bytes > 10_000_000);
    });

    it('is closed though one does not read', async () => {
      let hasBegun = false;
      const application = {
        logs: async (_: unknown, call: Call<{ text: string }>) => {
          call.onEvent?.({ text: 'x'.repeat(10_000_000) });
          hasBegun = true;
          await new Promise((resolve) => call.signal?.addEventListener('abort', resolve));
        },
      };
      const server = await serveControl(methods(application), home, undefined, 10);
      await callWithoutReading('/v1/logs');
      await until(async () => hasBegun);
      await server.close();
      assert.equal(await connectControl(home), undefined);
    });

    it('survives one that goes away within its request', async () => {
      await serve({ export: async () => 'here' });
      const socket = connect(home.socket);
      await new Promise<void>((resolve) =>
        socket.write('POST /v1/export HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{', () => resolve()),
      );
      socket.destroy();
      assert.equal(await (await connected()).export({}), 'here');
    });
  });

  onUnix('does not take a file for a host', async () => {
    await mkdir(join(directory, 'other'));
    const other = resolveHome(join(directory, 'other'), {});
    await writeFile(other.socket, '');
    assert.equal(await connectControl(other), undefined);
  });
});
