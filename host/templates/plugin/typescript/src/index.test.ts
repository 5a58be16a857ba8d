import { join } from 'node:path';
import { describe, it } from 'node:test';
import { conformanceCases, describeConformance, filesIn } from '@integration-client/sdk/testing/conformance';

const cases = await conformanceCases({
  module: new URL('./index.js', import.meta.url),
  place: (directory) => ({
    settings: { directory },
    stored: () => filesIn(directory, (name) => !name.endsWith('.part')),
    unusable: { directory: join(directory, 'not-there') },
  }),
});

describeConformance('My Destination keeps the contract', cases, { describe, it });
