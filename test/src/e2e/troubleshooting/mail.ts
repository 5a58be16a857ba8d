import { createServer } from 'node:net';
import type { MailServerOptions } from '../../unit/notify/mail-server.js';
import type { Producers, Workshop } from './workshop.js';

const login = { user: 'ic', password: 'hunter2' };

/** Sends a test mail to a server, with settings that fit it but for what is given. */
async function testMail(shop: Workshop, options: MailServerOptions, given: readonly string[] = []): Promise<string> {
  const server = await shop.mailServer(options);
  const home = await shop.newHome();
  const caFile = await shop.file((await server.certificate()).ca);
  const usual = ['--server', 'localhost', '--port', String(server.port), '--tls', options.tls ?? 'none'];
  const addresses = ['--from', 'ic@example.com', '--to', 'ops@example.com', '--ca-file', caFile];
  const set = await home.ic('notifications', 'set', ...usual, ...addresses, ...given);
  const { stdout, stderr } = await home.ic('notifications', 'test');
  return [set.stderr, stdout, stderr].join('\n');
}

async function loginWith(shop: Workshop, password: string, options: MailServerOptions): Promise<string> {
  return testMail(shop, options, ['--username', 'ic', '--password', `file:${await shop.file(password)}`]);
}

const refusing = (text: string): MailServerOptions => ({
  more: {
    onMailFrom: (_address, _session, done) => done(Object.assign(new Error(text), { responseCode: 553 })),
  },
});

/** The port of a server that is none for mail. */
async function otherServer(shop: Workshop): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.2\r\n'));
  shop.keep(server, (one) => new Promise((resolve) => one.close(resolve)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Messages about mail. */
export const mailMessages: Producers = {
  'No mail server is set': async (shop) => {
    const { stdout, stderr } = await (await shop.newHome()).ic('notifications', 'test');
    return stdout + stderr;
  },
  'The name of the mail server cannot be looked up: …': (shop) =>
    testMail(shop, {}, ['--server', 'no-such-host.invalid']),
  'The mail server … cannot be reached: the connection was refused': async (shop) => {
    const server = await shop.mailServer();
    await server.down();
    return testMail(shop, {}, ['--port', String(server.port)]);
  },
  'The mail server … does not speak TLS from the beginning': (shop) => testMail(shop, {}, ['--tls', 'tls']),
  'The mail server … does not offer STARTTLS. It answered: …': (shop) => testMail(shop, {}, ['--tls', 'starttls']),
  'The certificate of the mail server … is not trusted: …': (shop) =>
    testMail(shop, { tls: 'tls' }, ['--ca-file', '', '--no-ca-file']),
  'What listens at … is no mail server. It answered: …': async (shop) =>
    testMail(shop, {}, ['--port', String(await otherServer(shop))]),
  'The mail server … refused the login of …. It answered: …': (shop) => loginWith(shop, 'wrong', { login }),
  'The mail user … has no password': (shop) => testMail(shop, { login }, ['--username', 'ic']),
  'The mail server … takes mail only after a login…. It answered: …': (shop) => testMail(shop, { login }),
  'The mail server … offers no login that the client knows. It answered: …': (shop) =>
    loginWith(shop, login.password, {}),
  'The mail server … wants encryption before a login. It answered: …': async (shop) =>
    testMail(shop, { tls: 'starttls', login }, [
      '--tls',
      'none',
      '--username',
      'ic',
      '--password',
      `file:${await shop.file(login.password)}`,
    ]),
  'The mail server … refused the sender …. It answered: …': (shop) => testMail(shop, refusing('not yours')),
  'The mail server … refused the recipient …. It answered: …': (shop) =>
    testMail(shop, { refuse: () => '550 no such user' }),
  'The mail server … does not take the mail now. It answered: …': (shop) =>
    testMail(shop, { refuse: () => '451 greylisted' }),
};
