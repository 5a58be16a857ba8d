import type { RunReport } from '@integration-client/core/run';
import { TestHome } from '../../support/test-home.js';
import { deliveredBy, type PartOptions, type PartResult, products, Scene } from './scene.js';

/** The API Tester moves so many sessions of each product; their rows are counted in the XML and in the database. */
export async function manySessions(sessions: number, { server, seed, progress }: PartOptions): Promise<PartResult> {
  const home = await TestHome.create();
  const scene = await Scene.start(server, seed, sessions);
  const violations: string[] = [];
  try {
    await scene.apply(home);
    for (const product of products) {
      progress(`${sessions} sessions of ${product}`);
      const chosen = ['--operation', 'sessions', '--start', '2026-03-01', '--days', '8'];
      const parameters = ['tester', '--site', product, '--destination', 'Warehouse', ...chosen, '--json'];
      const { code, stdout, stderr } = await home.start('ic', ...parameters).finished();
      const delivered = stdout === '' ? undefined : deliveredBy(JSON.parse(stdout) as RunReport);
      if (code !== 0 || delivered !== sessions) {
        violations.push(`ic ${parameters.join(' ')} ended with ${code}, ${delivered} delivered: ${stderr.slice(-500)}`);
      }
    }
    violations.push(...(await scene.wrong()));
    const rows = Object.values(scene.expected.rows).reduce((sum, count) => sum + count, 0);
    return {
      cases: products.length,
      figures: `${scene.expected.counts.sessions} sessions by the API Tester, ${rows} rows`,
      violations: violations.map((text) => `${sessions} sessions by the API Tester, seed ${seed}: ${text}`),
    };
  } finally {
    await home.remove();
    await scene.stop();
  }
}
