import type { Random } from '../random.js';
import type { HomeFiles } from './home-files.js';
import type { Template, Templates } from './templates.js';

/** A home that something happened to. */
export interface Damaged {
  /** What, with its place: enough to do it again by hand. */
  readonly what: string;
  readonly files: HomeFiles;
  /** What it was made of. */
  readonly template: Template;
  /** Tables that may have lost something: the database itself is hurt there. */
  readonly hurt: ReadonlySet<string> | 'any';
}

const page = 4096;
const sector = 512;

/** What is drawn, as often as it stands there. */
const kinds = [database, database, database, database, log, log, strayLog, key, index, foreignDatabase];

/** Draws one damage. */
export function drawDamage(templates: Templates, random: Random): Damaged {
  return random.pick(kinds)(templates, random);
}

/** The database itself is cut, or bytes of it are other ones. */
function database({ closed, killed }: Templates, random: Random): Damaged {
  const [state, template] = random.chance(0.7) ? (['closed', closed] as const) : (['killed', killed] as const);
  const before = template.files['settings.db'] ?? Buffer.alloc(0);
  const [how, after] = spoiled(before, random);
  const hurt = new Set<string>();
  let isAny = after.length > before.length;
  for (let start = 0; start < before.length; start += page) {
    if (before.subarray(start, start + page).equals(after.subarray(start, start + page))) continue;
    const tables = template.tables[start / page];
    // The schema tells where everything is; what a free page is taken for, nobody knows.
    if (tables === undefined || tables.size === 0 || tables.has('sqlite_schema')) isAny = true;
    for (const table of tables ?? []) hurt.add(table);
  }
  const what = `${state}, settings.db ${how}`;
  return { what, template, files: { ...template.files, 'settings.db': after }, hurt: isAny ? 'any' : hurt };
}

/** The log that a killed program left is hurt, lost, or another one. The database before it is sound. */
function log({ killed, later, other, foreign }: Templates, random: Random): Damaged {
  const before = killed.files['settings.db-wal'] ?? Buffer.alloc(0);
  const [how, after]: readonly [string, Buffer | undefined] = random.pick([
    () => spoiled(before, random),
    () => spoiled(before, random),
    () => spoiled(before, random),
    () => ['is lost', undefined] as const,
    () => ['is that of another home', other['settings.db-wal']] as const,
    () => ["is another program's", foreign['settings.db-wal']] as const,
    () => ['is that of a later time', later['settings.db-wal']] as const,
  ])();
  const { 'settings.db-wal': _, ...rest } = killed.files;
  const files = random.chance(0.5) ? rest : withoutIndex(rest);
  return {
    what: `killed, settings.db-wal ${how}`,
    template: killed,
    files: after === undefined ? files : { ...files, 'settings.db-wal': after },
    hurt: new Set(),
  };
}

/** A log stands beside a database that was closed. */
function strayLog({ closed, later, other, foreign }: Templates, random: Random): Damaged {
  const [how, files] = random.pick([
    ['the log of another home', other],
    ["another program's log", foreign],
    ['a log of a later time', later],
    ['bytes for a log', { 'settings.db-wal': random.bytes(random.below(20_000)) }],
    [
      'the log of another home, spoiled',
      { 'settings.db-wal': spoiled(other['settings.db-wal'] ?? Buffer.alloc(0), random)[1] },
    ],
  ] as const);
  const content = files['settings.db-wal'];
  const index = random.chance(0.5) && 'settings.db-shm' in files ? { 'settings.db-shm': files['settings.db-shm'] } : {};
  return {
    what: `closed, with ${how}`,
    template: closed,
    files: { ...closed.files, ...(content === undefined ? {} : { 'settings.db-wal': content }), ...index } as HomeFiles,
    hurt: new Set(),
  };
}

/** The index of the log (`-shm`), which SQLite makes anew, is hurt, lost, or another one. */
function index({ closed, killed, other, foreign }: Templates, random: Random): Damaged {
  const [state, template] = random.chance(0.5) ? (['closed', closed] as const) : (['killed', killed] as const);
  const own = killed.files['settings.db-shm'] ?? Buffer.alloc(0);
  const [how, content]: readonly [string, Buffer | undefined] = random.pick([
    () => spoiled(own, random),
    () => ['is lost', undefined] as const,
    () => ['is that of another home', other['settings.db-shm']] as const,
    () => ["is another program's", foreign['settings.db-shm']] as const,
    () => ['is left behind', own] as const,
  ])();
  const files = withoutIndex(template.files);
  return {
    what: `${state}, settings.db-shm ${how}`,
    template,
    files: content === undefined ? files : { ...files, 'settings.db-shm': content },
    hurt: new Set(),
  };
}

/** The key is cut, other bytes, another home's, or something else. */
function key({ closed, other }: Templates, random: Random): Damaged {
  const own = closed.files['secret.key'] ?? Buffer.alloc(0);
  const [how, content]: readonly [string, Buffer | undefined] = random.pick([
    () => spoiled(own, random),
    () => spoiled(own, random),
    () => ["is another home's", other['secret.key']] as const,
    () => ['is bytes', random.bytes(random.below(200))] as const,
    () => ['is lost', undefined] as const,
  ])();
  const { 'secret.key': _, ...files } = closed.files;
  return {
    what: `closed, secret.key ${how}`,
    template: closed,
    files: content === undefined ? files : { ...files, 'secret.key': content },
    hurt: new Set(),
  };
}

/** Something else has the name of the database. */
function foreignDatabase({ closed, killed, other, foreign }: Templates, random: Random): Damaged {
  const [state, template] = random.chance(0.5) ? (['closed', closed] as const) : (['killed', killed] as const);
  const [how, content] = random.pick([
    ["another program's", foreign['settings.db']],
    ["another home's", other['settings.db']],
    ['a text', Buffer.from('sites: []\n'.repeat(random.below(2_000)))],
    [
      'a picture',
      Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), random.bytes(random.below(30_000))]),
    ],
    ['bytes', random.bytes(random.below(30_000))],
    ['empty', Buffer.alloc(0)],
  ] as const);
  return {
    what: `${state}, settings.db is ${how}`,
    template,
    files: { ...template.files, 'settings.db': content ?? Buffer.alloc(0) },
    hurt: 'any',
  };
}

/** Cuts bytes, or changes some, as disks, file systems and copies do. */
function spoiled(before: Buffer, random: Random): readonly [string, Buffer] {
  const { length } = before;
  const after = Buffer.from(before);
  const flip = (from: number, to: number) => {
    const bit = random.between(from * 8, to * 8 - 1);
    after[bit >> 3] = (after[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return bit;
  };
  const block = (size: number) => random.below(Math.max(1, Math.floor(length / size))) * size;
  return random.pick([
    () => {
      const kept = random.chance(0.5)
        ? random.below(length)
        : Math.min(length, block(page) + random.pick([-1, 0, 1, 24, 100]));
      return [`cut at ${kept}`, after.subarray(0, Math.max(0, kept))] as const;
    },
    () => [`bit ${flip(0, length)} flipped`, after] as const,
    () => [`bit ${flip(0, length)} flipped`, after] as const,
    () => [`bits ${Array.from({ length: random.between(2, 8) }, () => flip(0, length))} flipped`, after] as const,
    () => [`bit ${flip(0, Math.min(length, 100))} of its header flipped`, after] as const,
    () => {
      const start = block(page);
      return [`bit ${flip(start, Math.min(length, start + 40))} at the head of a page flipped`, after] as const;
    },
    () => {
      const [start, size] = random.chance(0.5) ? [block(sector), sector] : [block(page), page];
      return [`zeroed from ${start} for ${size} bytes`, after.fill(0, start, Math.min(length, start + size))] as const;
    },
    () => {
      const start = block(sector);
      random.bytes(sector).copy(after, start);
      return [`other bytes from ${start} for ${sector}`, after] as const;
    },
    () => {
      const [from, to] = [block(page), block(page)];
      before.copy(after, to, from, from + page);
      return [`from ${to} with what is at ${from}, ${page} bytes`, after] as const;
    },
    () => [`with more bytes at its end`, Buffer.concat([after, random.bytes(random.between(1, 2 * page))])] as const,
  ])();
}

function withoutIndex({ 'settings.db-shm': _, ...files }: HomeFiles): HomeFiles {
  return files;
}
