import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SimulatedAppliance } from '@integration-client/sdk/testing';
import { DatabaseSync } from '@photostructure/sqlite';
import { runProgram, startHost } from './programs.js';
import { demoSettings } from './settings.js';

/** A port of its own, so that a second run finds the same appliance again. */
const usualPort = 18_443;

const directory = fileURLToPath(new URL('../../../demo-home/', import.meta.url));
const home = join(directory, 'home');
const archive = join(directory, 'archive');
const database = join(archive, 'sessions.db');

process.exitCode = await main();

/** Runs the main job against a simulated appliance, from an empty directory or from what the last run left. */
async function main(): Promise<number> {
  await mkdir(archive, { recursive: true });
  const appliance = await startAppliance();
  try {
    say(
      `A simulated Remote Support appliance answers at https://${appliance.host} with ${appliance.sessions.size} sessions.`,
    );
    if (!(await exists(join(home, 'settings.db')))) await run('init');
    const settings = join(directory, 'ic.yaml');
    await writeFile(settings, demoSettings(appliance, archive));
    await run('apply', '-f', settings);

    const host = await startHost(home);
    try {
      say('ic-host runs. The schedule "Demo", through it:');
      const code = await run('schedule', 'run', 'Demo');
      await summary(appliance);
      return code;
    } finally {
      await host.stop();
    }
  } finally {
    await appliance.stop();
  }
}

async function startAppliance(): Promise<SimulatedAppliance> {
  const began = await firstRun();
  let now = () => began;
  const options = { product: 'RS', sessions: 150, recordingBytes: 2_000_000, now: () => now() } as const;
  const appliance = await SimulatedAppliance.start({ ...options, port: usualPort }).catch(() =>
    SimulatedAppliance.start(options),
  );
  // The sessions of the first run stay as they were; two more end just now, so that a second run has something to do.
  now = () => new Date();
  for (let added = 0; added < 2; added++) {
    appliance.addSession({ lsid: randomBytes(16).toString('hex'), endTime: new Date(), sessionRecording: true });
  }
  await appliance.writeCa(join(directory, 'appliance-ca.pem'));
  return appliance;
}

/** When the demo was run first: what the appliance has follows from it. */
async function firstRun(): Promise<Date> {
  const file = join(directory, 'first-run.txt');
  if (!(await exists(file))) await writeFile(file, new Date().toISOString());
  return new Date((await readFile(file, 'utf8')).trim());
}

async function summary(appliance: SimulatedAppliance): Promise<void> {
  say(`\nThe appliance was asked ${appliance.requests.length} times. What is there now, below ${shown(archive)}:`);
  for (const name of (await readdir(archive)).sort()) {
    const path = join(archive, name);
    if ((await stat(path)).isDirectory())
      say(`  ${name.padEnd(28)}${String((await readdir(path)).length).padStart(6)} files`);
  }
  say(`\nThe newest sessions in ${shown(database)}:`);
  const rows = newestSessions();
  for (const { start_time, duration, customer, representative } of rows) {
    say(`  ${start_time}  ${duration}  ${String(customer).padEnd(26)} ${representative}`);
  }
  say(`
How to go on:
  export IC_HOME=${shown(home)}
  npx ic status              what ran, what is due
  npx ic logs --service      what the host did
  npx ic quarantine list     what could not be delivered
  npx ic export              the settings of this demo
  npm run demo               again: only what is new is delivered`);
}

function newestSessions(): Record<string, unknown>[] {
  const storage = new DatabaseSync(database, { readOnly: true });
  try {
    return storage
      .prepare(
        `select session.start_time, session.duration, customer.display_name as customer, representative.display_name as representative
         from session left join customer on customer.session_id = session.id
         left join representative on representative.session_id = session.id
         group by session.id order by session.start_time desc limit 5`,
      )
      .all() as Record<string, unknown>[];
  } finally {
    storage.close();
  }
}

async function run(...parameters: string[]): Promise<number> {
  say(`\n$ ic ${parameters.map((parameter) => shown(parameter)).join(' ')}`);
  const code = await runProgram('ic', parameters, home);
  if (code !== 0 && parameters[0] !== 'schedule') throw new Error(`ic ${parameters[0]} ended with exit code ${code}`);
  return code;
}

function shown(path: string): string {
  return path.startsWith(directory) ? relative(process.cwd(), path) || '.' : path;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
