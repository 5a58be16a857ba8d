import type { TesterRequest } from '@integration-client/core/application';
import { resolveHome } from '@integration-client/core/home';
import { openApplication } from '@integration-client/host/application/open-application';
import { offer } from '../support/child-module.js';
import type { Measurement } from './benchmark.js';
import { watchChildren } from './watched-children.js';

const methods = {
  /**
   * Does what the API Tester does, as `ic tester`: a worker moves the data, this process remembers. Units are what was
   * delivered. Throws where anything was not.
   */
  async run(home: string, request: TesterRequest): Promise<Measurement> {
    const opened = await openApplication(resolveHome(home));
    try {
      return await watchChildren(async () => {
        const report = await opened.application.runTester(request);
        if (report.outcome !== 'done') throw new Error(JSON.stringify(report));
        const counts = report.transfers.flatMap(({ operations }) => Object.values(operations));
        return counts.reduce((sum, { delivered }) => sum + delivered, 0);
      });
    } finally {
      await opened.close();
    }
  },
};

/** What it offers to its parent. */
export type TransferMethods = typeof methods;

offer(methods);
