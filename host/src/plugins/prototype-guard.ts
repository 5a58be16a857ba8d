/** Objects that everything in a process builds on: who changes them changes code of others. */
const watched: readonly (readonly [string, object])[] = [
  ['Object.prototype', Object.prototype],
  ['Array.prototype', Array.prototype],
];

const { getOwnPropertyDescriptor } = Object;
const { ownKeys } = Reflect;

type Members = Map<string | symbol, PropertyDescriptor | undefined>;

/**
 * Notes what the prototypes hold that all code shares, and answers a function that says which of it changed since, empty
 * for nothing. New members that no loop comes across, as polyfills add, are let pass.
 */
export function guardPrototypes(): () => string {
  const before = new Map<object, Members>();
  for (const [, shared] of watched) before.set(shared, membersOf(shared));
  // No method of an array or an object may be used from here on: it may be what was changed.
  return () => {
    let found = '';
    for (const [name, shared] of watched) {
      const [was, is] = [before.get(shared) as Members, membersOf(shared)];
      for (const [key, member] of was) if (!isSame(member, is.get(key))) found += ` ${name}.${String(key)}`;
      for (const [key, member] of is) if (!was.has(key) && member?.enumerable) found += ` ${name}.${String(key)}`;
    }
    return found;
  };
}

function membersOf(shared: object): Members {
  const members: Members = new Map();
  for (const key of ownKeys(shared)) members.set(key, getOwnPropertyDescriptor(shared, key));
  return members;
}

function isSame(was: PropertyDescriptor | undefined, is: PropertyDescriptor | undefined): boolean {
  return is !== undefined && was?.value === is.value && was?.get === is.get && was?.set === is.set;
}
