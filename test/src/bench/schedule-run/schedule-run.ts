import { fileURLToPath } from 'node:url';
import type { Application } from '@integration-client/core/application';
import { connectControl } from '@integration-client/core/control/client';
import { resolveHome } from '@integration-client/core/home';
import { ChildModule } from '../../support/child-module.js';
import { settingsFor, TestHome } from '../../support/test-home.js';
import { until } from '../../support/until.js';
import type { ApplianceMethods } from '../appliance-process.js';
import type { Benchmark, Measurement, Round } from '../benchmark.js';
import { measurementOf } from '../figures.js';
import { measuredCommand } from '../measured-command.js';
import { endedChildrenCpuSeconds, processUsage } from '../process-usage.js';

const ic = fileURLToPath(new URL('../../../../host/bin/ic.js', import.meta.url));

/** One run of a schedule that finds nothing new: by a command without a host, and by a host that runs already. */
export const scheduleRun: Benchmark = {
  name: 'schedule-run',
  title: 'A run of a schedule that finds nothing to do',
  unit: 'requests',
  figures: [
    { title: 'seconds: by ic-host', of: (round) => measurementOf(round, 'host').seconds, reach: { most: 0.3 } },
    { title: 'seconds: ic schedule run, without a host', of: (round) => measurementOf(round, 'command').seconds },
    { title: 'seconds: ic schedule run, without a host ÷ node -e 0', of: comparedWithNode('command') },
    { title: 'seconds: by ic-host ÷ node -e 0', of: comparedWithNode('host') },
    { title: 'requests', of: (round) => measurementOf(round, 'command').units, reach: { most: 3 } },
  ],
  async prepare() {
    const appliance = new ChildModule<ApplianceMethods>(new URL('../appliance-process.js', import.meta.url));
    const where = await appliance.methods.start({ sessions: 20, recordings: 'none' });
    const [alone, hosted] = [await homeWithAll(where), await homeWithAll(where)];
    const host = hosted.start('ic-host', '--quiet');
    const application = await applicationOf(hosted);
    const counted = async (run: () => Promise<Measurement>): Promise<Measurement> => {
      await appliance.methods.countRequests();
      const measurement = await run();
      return { ...measurement, units: await appliance.methods.countRequests() };
    };
    const command = () => measuredCommand([process.execPath, ic, 'schedule', 'run', 'Now'], { IC_HOME: alone.home });
    return {
      contenders: [
        { name: 'node', title: 'node -e 0', run: () => measuredCommand([process.execPath, '-e', '0']) },
        { name: 'command', title: 'ic schedule run, without a host', run: () => counted(command) },
        { name: 'host', title: 'by ic-host', run: () => counted(() => runByHost(application, host.process.pid ?? 0)) },
      ],
      async end() {
        await host.stop();
        await Promise.all([alone.remove(), hosted.remove()]);
        await appliance.stop();
      },
    };
  },
};

/** A home whose archive has all that there is. */
async function homeWithAll(appliance: Awaited<ReturnType<ApplianceMethods['start']>>): Promise<TestHome> {
  const home = await TestHome.create({ workers: false });
  await home.apply(settingsFor(home, appliance, ['sessions']));
  const { code, stderr } = await home.run();
  if (code !== 0) throw new Error(stderr);
  return home;
}

/** Of the host that is just starting. */
async function applicationOf(home: TestHome): Promise<Application> {
  let application: Application | undefined;
  await until(async () => {
    application = await connectControl(resolveHome(home.home));
    return application !== undefined;
  });
  return application as unknown as Application;
}

/** On the clock is what lies between asking for the run and its report. */
async function runByHost(application: Application, host: number): Promise<Measurement> {
  const used = async () => (await processUsage(host)).cpuSeconds + (await endedChildrenCpuSeconds(host));
  const [before, started] = [await used(), performance.now()];
  const { outcome } = await application.runSchedule({ name: 'Now' });
  const seconds = (performance.now() - started) / 1000;
  if (outcome !== 'done') throw new Error(`the run ended: ${outcome}`);
  return { units: 0, seconds, cpuSeconds: (await used()) - before, peakBytes: (await processUsage(host)).peakBytes };
}

function comparedWithNode(contender: string): (round: Round) => number {
  return (round) => measurementOf(round, contender).seconds / measurementOf(round, 'node').seconds;
}
