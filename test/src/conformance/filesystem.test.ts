import { join } from 'node:path';
import { operations } from '@integration-client/sdk';
import { conformanceCases, describeConformance, filesIn } from '@integration-client/sdk/testing/conformance';

const cases = await conformanceCases({
  module: import.meta.resolve('@integration-client/plugin-filesystem'),
  place: (directory) => ({
    settings: Object.fromEntries(operations.map((name) => [name, { directory: join(directory, name) }])),
    stored: () => filesIn(directory, (name) => !name.endsWith('.ic-part')),
    unusable: Object.fromEntries(operations.map((name) => [name, { directory: join(import.meta.filename, name) }])),
  }),
});

describeConformance('the contract, kept by filesystem', cases, { describe, it });
