import { createServer } from 'node:net';
import { TestProxy } from '../../support/proxy.js';
import { once, type Producers, type Workshop } from './workshop.js';

type FaultSettings = Parameters<Workshop['appliance']['fault']>[0];

/** Tests a site at whose appliance something goes wrong, and which has given nobody a token yet. */
async function testUnder(shop: Workshop, fault: FaultSettings): Promise<string> {
  const appliance = await shop.newAppliance({});
  appliance.fault(fault);
  return shop.testSite({}, appliance);
}

const withoutReports = once((shop) => shop.newAppliance({ permissions: ['perm_backup'] }));
const withoutBackups = once((shop) => shop.newAppliance({ permissions: ['perm_reporting_support'] }));

/** A port at which nothing listens. */
async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}

async function proxied(shop: Workshop, refusal?: string): Promise<string> {
  const proxy = shop.keep(await TestProxy.start({ username: 'a', password: 'b' }), (one) => one.stop());
  proxy.refusal = refusal;
  return shop.testSite({ proxy: proxy.address });
}

/** Messages about a site. */
export const applianceMessages: Producers = {
  '… cannot be reached: there is no host of this name': async (shop) => {
    const text = await shop.testSite({ host: 'no-such-host.invalid' });
    // A machine without a name server cannot tell.
    return text.includes('its name could not be looked up') ? undefined : text;
  },
  '… cannot be reached: the connection was refused': async (shop) =>
    shop.testSite({ host: `localhost:${await unusedPort()}` }),
  '… cannot be reached: it does not speak TLS on this port': async (shop) =>
    shop.testSite({ host: `localhost:${(await shop.mailServer()).port}` }),
  'The certificate of … is not trusted: …': (shop) => shop.testSite({ caFile: undefined }),
  'The CA file of site … cannot be read: …': (shop) => shop.testSite({ caFile: '/nowhere/ca.pem' }),
  '… refused the login of API account …': (shop) =>
    shop.testSite({ account: { type: 'api', clientId: shop.appliance.clientId, clientSecret: 'wrong' } }),
  '… does not give the account the permission perm_reporting_support': async (shop) =>
    shop.testSite({}, await withoutReports(shop)),
  'The account has no permission perm_backup: site backups are not possible with it.': async (shop) =>
    shop.testSite({}, await withoutBackups(shop)),
  '… does not let this account have … (Document Not Found)': async (shop) =>
    shop.run({ site: await shop.site({}, await withoutReports(shop)) }),
  '… answered a backup with the error "Document Not Found"': async (shop) => {
    const site = await shop.site({}, await withoutBackups(shop));
    const backups = { directory: await shop.directory() };
    const destination = await shop.destination('filesystem', { 'site-backups': backups });
    return shop.run({ site, destination, operation: 'site-backups' });
  },
  '… answered … with HTTP 404: Not Found': (shop) => testUnder(shop, { on: 'info', kind: 'status-404' }),
  '… answered … with HTTP 429: Too Many Requests': (shop) =>
    testUnder(shop, { on: 'info', kind: 'status-429', retryAfter: 0 }),
  '… answered … with HTTP 503: …': (shop) => testUnder(shop, { on: 'info', kind: 'status-503', retryAfter: 0 }),
  '… redirects to … (HTTP 302)': (shop) => testUnder(shop, { on: 'any', kind: 'redirect-302' }),
  '… answered the login with something that holds no token': (shop) =>
    testUnder(shop, { on: 'token', kind: 'html-200' }),
  "The appliance's clock is … this machine's. No data is lost by it, but set the clock that is wrong.": async (shop) =>
    shop.testSite({}, await shop.newAppliance({ now: () => new Date(Date.now() + 600_000) })),
  'The environment variable …, which holds a secret, is not set': (shop) =>
    shop.testSite({ account: { type: 'api', clientId: 'a', clientSecret: 'env:IC_TEST_NOT_SET' } }),
  'The file …, which holds a secret, does not exist': (shop) =>
    shop.testSite({ account: { type: 'api', clientId: 'a', clientSecret: 'file:/nowhere/secret' } }),
  'The credential …, which holds a secret, is there only for the service': (shop) =>
    shop.testSite({ account: { type: 'api', clientId: 'a', clientSecret: 'credential:site' } }),
  'The proxy … cannot be reached: …': async (shop) =>
    shop.testSite({ proxy: `http://127.0.0.1:${await unusedPort()}` }),
  'The proxy … refuses the login: …': (shop) => proxied(shop),
  'The proxy … did not connect to …': (shop) => proxied(shop, 'HTTP/1.1 403 Forbidden'),
};
