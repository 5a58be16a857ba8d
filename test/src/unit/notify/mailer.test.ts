import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { type MailConnection, sendMail } from '@integration-client/core/notify/mailer';
import { ConfigError, IntegrationError, RetryableError, UnreachableError } from '@integration-client/sdk';
import { issueCertificate } from '@integration-client/sdk/testing';
import { headersOf, MailServer, type MailServerOptions, textOf } from './mail-server.js';

const never = new AbortController().signal;
const patience = { connect: 30_000, idle: 30_000 };
/** For servers that never say a word: so long it is waited for one. */
const impatience = { connect: 1_500, idle: 3_000 };
const mail = { subject: 'Änderung', text: 'zwölf\n.\n> ic status\n' };
const login = { user: 'ic', password: 'p@ss wörd' };

async function failure(connection: MailConnection, wait = patience): Promise<IntegrationError> {
  try {
    await sendMail(connection, mail, never, wait);
  } catch (error) {
    assert.ok(error instanceof IntegrationError, String(error));
    assert.ok(error.hint, error.message);
    return error;
  }
  return assert.fail('the mail was sent');
}

describe('mail', () => {
  const stops: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  const start = async (options?: MailServerOptions) => {
    const server = await MailServer.start(options);
    stops.push(() => server.down());
    return server;
  };

  /** What is no mail server. */
  const listen = async (talk: (socket: Socket) => void) => {
    const sockets: Socket[] = [];
    const server: Server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      talk(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };

  for (const tls of ['none', 'starttls', 'tls'] as const) {
    for (const account of [undefined, login]) {
      it(`is sent with tls: ${tls}${account === undefined ? '' : ' and a login'}`, async () => {
        const server = await start({ tls, ...(account === undefined ? {} : { login: account }) });
        const receipt = await sendMail(await server.connection(), mail, never, patience);
        assert.deepEqual(receipt, { answer: '250 2.0.0 queued as 4711', accepted: ['ops@example.com'], refused: [] });
        const [taken, ...others] = server.mails;
        assert.equal(others.length, 0);
        assert.deepEqual(
          [taken?.from, taken?.to, taken?.user, taken?.secure],
          ['ic@example.com', ['ops@example.com'], account?.user, tls !== 'none'],
        );
        const headers = headersOf(taken?.raw ?? '');
        assert.equal(headers.from, 'Integration Client <ic@example.com>');
        assert.equal(headers['auto-submitted'], 'auto-generated');
        assert.match(headers.subject ?? '', /=\?UTF-8\?/);
        assert.match(headers['content-type'] ?? '', /^text\/plain; charset=utf-8/);
        assert.equal(textOf(taken?.raw ?? '').trimEnd(), mail.text.trimEnd());
      });
    }
  }

  it('goes to the recipients that the server takes, and tells of the others', async () => {
    const server = await start({ refuse: (address) => (address.startsWith('gone') ? '550 no such user' : undefined) });
    const to = ['ops@example.com', 'gone@example.com'];
    const receipt = await sendMail(await server.connection({ to }), mail, never, patience);
    assert.deepEqual(receipt.accepted, ['ops@example.com']);
    assert.deepEqual(receipt.refused, [{ address: 'gone@example.com', answer: '550 no such user' }]);
  });

  it('lets nothing in it become a header', async () => {
    const server = await start();
    const text = 'x\r\nBcc: evil@example.com\r\n\r\nfree text';
    await sendMail(await server.connection(), { subject: text, text }, never, patience);
    const raw = server.mails[0]?.raw ?? '';
    assert.equal('bcc' in headersOf(raw), false);
    assert.deepEqual(server.mails[0]?.to, ['ops@example.com']);
    assert.match(textOf(raw), /free text/);
  });

  const faults: readonly [
    string,
    string,
    new (...parameters: never[]) => IntegrationError,
    MailServerOptions,
    Partial<MailConnection>,
  ][] = [
    ['a refused login', 'mail-login-refused', ConfigError, { login }, { password: 'hunter2' }],
    ['a login that nobody offers', 'mail-login-not-offered', ConfigError, {}, { username: 'ic', password: 'x' }],
    [
      'a login that is offered only with encryption',
      'mail-login-needs-tls',
      ConfigError,
      { tls: 'starttls', login },
      { tls: 'none' },
    ],
    ['a login that is needed', 'mail-login-required', ConfigError, { login }, { username: undefined as never }],
    ['TLS to a plain port', 'mail-not-tls', UnreachableError, {}, { tls: 'tls' }],
    ['plain to a port for TLS', 'mail-no-greeting', UnreachableError, { tls: 'tls' }, { tls: 'none' }],
    ['STARTTLS where there is none', 'mail-starttls-missing', UnreachableError, {}, { tls: 'starttls' }],
    ['a refused recipient', 'mail-recipient-refused', ConfigError, { refuse: () => '550 no such user' }, {}],
    ['a recipient that is to wait', 'mail-deferred', RetryableError, { refuse: () => '451 greylisted' }, {}],
    [
      'a refused sender',
      'mail-sender-refused',
      ConfigError,
      { more: { onMailFrom: (_a, _s, done) => done(Object.assign(new Error('not yours'), { responseCode: 553 })) } },
      {},
    ],
    [
      'a refused mail',
      'mail-refused',
      ConfigError,
      {
        more: {
          onData: (stream, _s, done) => {
            stream.resume();
            stream.on('end', () => done(Object.assign(new Error('spam'), { responseCode: 554 })));
          },
        },
      },
      {},
    ],
    ['an unknown host', 'mail-server-unknown', UnreachableError, {}, { server: 'no-such-host.invalid' }],
  ];
  for (const [name, code, type, options, change] of faults) {
    it(`says what is wrong: ${name}`, async () => {
      const server = await start(options);
      const error = await failure(await server.connection(change), code === 'mail-no-greeting' ? impatience : patience);
      assert.equal(error.code, code, `${error.code}: ${error.message}`);
      assert.ok(error instanceof type, error.name);
    });
  }

  for (const tls of ['starttls', 'tls'] as const) {
    it(`says what is wrong: an unknown authority with ${tls}`, async () => {
      const server = await start({ tls });
      const { ca: _, ...connection } = await server.connection();
      assert.equal((await failure(connection)).code, 'mail-certificate');
      const other = await failure({ ...connection, ca: (await issueCertificate()).ca, caFile: '/etc/ca.pem' });
      assert.equal(other.code, 'mail-certificate');
      assert.match(other.hint ?? '', /\/etc\/ca\.pem/);
      assert.equal(server.mails.length, 0);
    });
  }

  // Elsewhere a machine has no second address of its own.
  (process.platform === 'linux' ? it : it.skip)('says what is wrong: a certificate of another host', async () => {
    for (const tls of ['starttls', 'tls'] as const) {
      const server = await start({ tls, address: '127.0.0.2' });
      const error = await failure(await server.connection({ server: '127.0.0.2' }));
      assert.equal(error.code, 'mail-certificate');
      assert.match(error.message, /127\.0\.0\.2/);
    }
  });

  it('says what is wrong: a server that is down', async () => {
    const server = await start();
    await server.down();
    const error = await failure(await server.connection());
    assert.equal(error.code, 'mail-server-unreachable');
    assert.match(error.message, new RegExp(`localhost:${server.port}.*refused`));
  });

  it('says what is wrong: something that is no mail server', async () => {
    const port = await listen((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const error = await failure({ server: 'localhost', port, tls: 'none', from: 'a@b.c', to: ['d@e.f'] });
    assert.equal(error.code, 'mail-not-smtp');
    assert.match(error.message, /HTTP\/1\.1 400/);
  });

  it('says what is wrong: a server that hangs up, and one that stops answering', async () => {
    const settings = { server: 'localhost', tls: 'none', from: 'a@b.c', to: ['d@e.f'] } as const;
    const hangsUp = await listen((socket) => socket.end());
    assert.equal((await failure({ ...settings, port: hangsUp })).code, 'mail-server-unreachable');
    const silent = await listen((socket) => socket.write('220 hello\r\n'));
    const error = await failure({ ...settings, port: silent }, impatience);
    assert.equal(error.code, 'mail-server-unreachable');
    assert.match(error.message, /in time|stopped answering/);
  });

  it('keeps the password out of what is said, also where the server repeats it', async () => {
    const server = await start({ login });
    const error = await failure(await server.connection({ password: 'hunter2' }));
    assert.match(error.message, /535 wrong name or password \(\*{8}\)/);
    assert.doesNotMatch(JSON.stringify([error.message, error.hint]), /hunter2/);
  });

  it('can be cancelled', async () => {
    const port = await listen(() => undefined);
    const stop = new AbortController();
    const sending = sendMail(
      { server: 'localhost', port, tls: 'none', from: 'a@b.c', to: ['d@e.f'] },
      mail,
      stop.signal,
    );
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await assert.rejects(sending, /enough/);
  });
});
