import { basename } from 'node:path';
import type { Appliance } from '@integration-client/core/appliance/appliance';
import type { ReportEntry } from '@integration-client/core/report/report';
import type { Disk, DiskFile } from '@integration-client/sdk';
import type { Reach } from './steps.js';

/** Calls that only look. What is after one is what is before the next, so there is no step after it. */
const looks = new Set([
  ...['stat', 'lstat', 'read', 'readStream', 'list', 'checkWritable'],
  ...['product', 'checkpoint', 'delivered', 'pending', 'failed'],
]);

/** Something whose every call is a step before and a step after it. A call that fails has no step after it. */
export function stepped<T extends object>(
  name: string,
  target: T,
  reach: Reach,
  onResult: (method: string, result: unknown, parameters: readonly unknown[]) => unknown = (_, result) => result,
): T {
  const get = (_: object, property: string | symbol): unknown => {
    const value: unknown = Reflect.get(target, property, target);
    if (typeof value !== 'function') return value;
    const method = String(property);
    return (...parameters: unknown[]) => {
      const step = [`${name}.${method}`, ...labels(parameters)].join(' ');
      reach(`before ${step}`);
      const result: unknown = value.apply(target, parameters);
      if (!(result instanceof Promise)) return result;
      return result.then((resolved) => {
        if (!looks.has(method)) reach(`after ${step}`);
        return onResult(method, resolved, parameters);
      });
    };
  };
  // What is frozen cannot be watched itself.
  return new Proxy({}, { get }) as T;
}

/** A disk whose every call is two steps, and every write one more: when half of its bytes are written. */
export function steppedDisk(disk: Disk, reach: Reach): Disk {
  return stepped('disk', disk, reach, (method, result, [path]) =>
    method === 'create' ? steppedFile(result as DiskFile, basename(String(path)), reach) : result,
  );
}

function steppedFile(file: DiskFile, name: string, reach: Reach): DiskFile {
  const inHalves = {
    write: async (chunks: readonly Uint8Array[]) => {
      const bytes = Buffer.concat(chunks);
      const half = bytes.length >> 1;
      await file.write([bytes.subarray(0, half)]);
      reach(`half of file.write ${name}`);
      await file.write([bytes.subarray(half)]);
    },
    setModified: (time: Date) => file.setModified(time),
    sync: () => file.sync(),
    close: () => file.close(),
  };
  return stepped(`file ${name}`, inHalves, reach);
}

/** An appliance whose every answer, and every entry of a report, is a step. */
export function steppedAppliance(appliance: Appliance, reach: Reach): Appliance {
  return stepped('appliance', appliance, reach, (method, result) =>
    method === 'report' && result !== undefined ? steppedEntries(result as AsyncIterable<ReportEntry>, reach) : result,
  );
}

async function* steppedEntries(entries: AsyncIterable<ReportEntry>, reach: Reach): AsyncGenerator<ReportEntry> {
  for await (const entry of entries) {
    reach(`report entry ${entry.kind === 'session' ? entry.header.lsid : 'malformed'}`);
    yield entry;
  }
}

/** What a call is about, as far as it is a path, a word or something with a key. */
function labels(parameters: readonly unknown[]): string[] {
  return parameters.flatMap((parameter) => {
    if (typeof parameter === 'string') return [basename(parameter)];
    if (typeof parameter === 'object' && parameter !== null && 'key' in parameter) return [String(parameter.key)];
    return [];
  });
}
