import { resolveHome } from '@integration-client/core/home';
import { openStore } from '@integration-client/core/store/open-store';

/** Writes batches into the ledger until it is stopped, or so many; tells its parent the number of each once it resolved. */
const [, , directory, destination = '', batches = 'Infinity', size = '20'] = process.argv;
const store = await openStore(resolveHome(directory));
const state = await store.transferState('Example', destination);
for (let batch = 0; batch < Number(batches); batch += 1) {
  const receipt = { outcome: 'stored', location: '/a', bytes: 1, sha256: '' } as const;
  await state.recordDelivered(
    Array.from({ length: Number(size) }, (_, index) => ({ key: `${batch}/${index}`, content: '', receipt })),
  );
  process.send?.(batch);
}
await store.close();
process.disconnect();
