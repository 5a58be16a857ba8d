import { join } from 'node:path';
import { conformanceCases, describeConformance } from '@integration-client/sdk/testing/conformance';
import { storedInFile } from './stored-rows.js';

const cases = await conformanceCases({
  module: import.meta.resolve('@integration-client/plugin-sqlite'),
  place: (directory) => {
    const file = join(directory, 'new', 'sessions.db');
    return {
      settings: { file },
      stored: () => storedInFile(file),
      unusable: { file: join(import.meta.filename, 'sessions.db') },
    };
  },
});

describeConformance('the contract, kept by sqlite', cases, { describe, it });
