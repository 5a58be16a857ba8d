import { Channel } from '@integration-client/host/worker/channel';
import { workerLimits } from '@integration-client/host/worker/limits';
import { WorkerProcess } from '@integration-client/host/worker/worker-process';
import { offer } from '../../support/child-module.js';

/** What a process that is to die offers: it has a worker load a plugin, and answers the worker's process id. */
export type HostWithWorker = typeof methods;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

const methods = {
  async load(pluginPath: string): Promise<number> {
    const worker = new WorkerProcess(workerLimits('describe'), silent, () => false);
    const alive = new Promise((resolve) => worker.port.once('message', resolve));
    const channel = new Channel(worker.port, {}, () => {});
    channel.call('worker', 'run', [{ kind: 'describe', pluginPath }]).catch(() => undefined);
    await alive;
    return worker.port.pid ?? 0;
  },
};

offer(methods);
