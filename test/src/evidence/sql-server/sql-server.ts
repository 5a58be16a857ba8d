import { ChildModule } from '../../support/child-module.js';
import type { EvidenceSuite } from '../suite.js';
import { killedLoads } from './killed-loads.js';
import { manySessions } from './many-sessions.js';
import type { PartOptions } from './scene.js';
import type { ServerMethods } from './server.js';
import { twoHosts } from './two-hosts.js';

/**
 * How much is tried in a whole run and in its quick part; what is added and changed is for each product and each time. Two hosts
 * need many rounds to get in one another's way.
 */
const whole = {
  sessions: 10_000,
  kills: 100,
  betweenKills: { added: 15, changed: 100 },
  rounds: 25,
  inRound: { added: 100, changed: 100 },
};
const part: typeof whole = {
  sessions: 20,
  kills: 1,
  betweenKills: { added: 10, changed: 5 },
  rounds: 1,
  inRound: { added: 10, changed: 0 },
};

/** Loads sessions into SQL Server in bulk, under SIGKILL, and from two hosts at once. Needs `ps`: POSIX systems only. */
export const sqlServer: EvidenceSuite = {
  name: 'sql-server',
  title:
    'sessions of RS and PRA into SQL Server: 10,000 by the API Tester, SIGKILL of workers that load, two hosts at once',
  least: 2 + whole.kills + whole.rounds,
  async run({ seed, quick, progress }) {
    if (process.platform === 'win32') throw new Error('sql-server needs a POSIX system: ps and SIGKILL');
    const { sessions, kills, betweenKills, rounds, inRound } = quick ? part : whole;
    const child = new ChildModule<ServerMethods>(new URL('./server.js', import.meta.url));
    try {
      await child.methods.start();
      const options: PartOptions = { server: child.methods, seed, progress };
      const results = [
        await manySessions(sessions, options),
        await killedLoads(kills, betweenKills, options),
        await twoHosts(rounds, inRound, options),
      ];
      await child.methods.stop();
      const violations = results.flatMap((result) => result.violations);
      const count = (kind: string) => violations.filter((text) => text.includes(`: ${kind}: `)).length;
      return {
        cases: results.reduce((sum, { cases }) => sum + cases, 0),
        figures: [
          `${count('lost')} lost, ${count('doubled')} doubled, ${count('half')} half`,
          ...results.map(({ figures }) => figures),
        ].join('; '),
        violations,
      };
    } finally {
      await child.stop();
    }
  },
};
