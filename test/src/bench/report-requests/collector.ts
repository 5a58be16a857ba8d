import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { offer } from '../../support/child-module.js';
import type { Measurement } from '../benchmark.js';
import { Stopwatch } from '../stopwatch.js';

/** The account of an appliance, and the directory that sessions go to. */
export interface Collection {
  readonly host: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly caFile: string;
  readonly directory: string;
  /** Days that are asked for. */
  readonly days: number;
}

/** Sessions that are asked for side by side. */
const concurrency = 8;

const methods = {
  /** What public collectors do: one listing, then a request for each session that it names, and a file for each answer. */
  async collect(collection: Collection): Promise<Measurement> {
    const { host, clientId, clientSecret, directory, days } = collection;
    const agent = new Agent({ keepAlive: true, maxSockets: concurrency, ca: await readFile(collection.caFile) });
    await mkdir(directory, { recursive: true });
    const watch = new Stopwatch();
    const sessions = await watch.time(async () => {
      const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
      const token = await post(
        agent,
        `https://${host}/oauth2/token`,
        `Basic ${basic}`,
        'grant_type=client_credentials',
      );
      const { access_token } = JSON.parse(token) as { readonly access_token: string };
      const report = (query: string) => post(agent, `https://${host}/api/reporting`, `Bearer ${access_token}`, query);
      const start = Math.floor(Date.now() / 1000) - days * 24 * 3600;
      const listing = await report(`generate_report=SupportSessionListing&start_time=${start}&duration=0`);
      const lsids = Array.from(listing.matchAll(/<session_summary\b[^>]*\blsid="([^"]+)"/g), ([, lsid = '']) => lsid);
      const waiting = lsids.values();
      const collectSome = async () => {
        for (const lsid of waiting) {
          const session = await report(`generate_report=SupportSession&lsid=${lsid}`);
          await writeFile(join(directory, `${lsid}.xml`), session);
        }
      };
      await Promise.all(Array.from({ length: concurrency }, collectSome));
      return lsids.length;
    });
    agent.destroy();
    return watch.measurement(sessions);
  },
};

/** What it offers to its parent. */
export type CollectorMethods = typeof methods;

function post(agent: Agent, url: string, authorization: string, form: string): Promise<string> {
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: 'POST', headers }, (answer) => {
      if (answer.statusCode === 200) text(answer).then(resolve, reject);
      else reject(new Error(`${url} answered ${answer.statusCode}`));
    });
    sent.on('error', reject);
    sent.end(form);
  });
}

offer(methods);
