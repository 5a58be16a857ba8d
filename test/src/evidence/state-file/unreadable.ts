/** People write these as they like: nothing is known of what is in them. */
const open = new Set(['settings', 'operations']);
/** These may always be absent: a name that is spoiled is like one that is not there. */
const optional = new Set([
  'schedule',
  'site',
  'lsid',
  'lseq',
  'hint',
  'startTime',
  'endTime',
  'instance',
  'at',
  'logDirectory',
  'timeZone',
]);
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Says what of a value cannot be used by anybody who knows the sample: another type, a time that is none, something that is
 * always there and is missing. Undefined where it can be.
 */
export function unreadable(value: unknown, sample: unknown, path = ''): string | undefined {
  if (sample === null || sample === undefined) return undefined;
  if (kindOf(value) !== kindOf(sample)) return `${path} is ${kindOf(value)}, not ${kindOf(sample)}`;
  if (Array.isArray(value) && Array.isArray(sample))
    return first(value, (each, index) => inList(each, sample, `${path}[${index}]`));
  if (!isObject(value) || !isObject(sample)) return undefined;
  return first(Object.entries(sample), ([name, known]) => {
    const isAbsent = value[name] === undefined || value[name] === null;
    if (isAbsent && optional.has(name)) return undefined;
    if (!(name in value)) return `${path}.${name} is missing`;
    return open.has(name) && isObject(known) ? undefined : unreadable(value[name], known, `${path}.${name}`);
  });
}

/** An element is like one of the sample's elements. */
function inList(value: unknown, samples: readonly unknown[], path: string): string | undefined {
  let fault: string | undefined;
  for (const sample of samples) {
    const found = unreadable(value, sample, path);
    if (found === undefined) return undefined;
    fault ??= found;
  }
  return fault;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' && isoTime.test(value) ? 'a time' : typeof value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function first<T>(list: readonly T[], fault: (each: T, index: number) => string | undefined): string | undefined {
  for (const [index, each] of list.entries()) {
    const found = fault(each, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
