import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { npmPack, projectRoot } from './pack.js';

/** A package registry on this machine, with what is installed in the project and nothing else. */
export interface LocalRegistry {
  readonly url: string;
  /** Packages that were asked for and are not there, without those that a package of others can do without. */
  readonly missing: readonly string[];
  close(): Promise<void>;
}

interface LockEntry {
  readonly dev?: boolean;
  readonly link?: boolean;
}

/** Packs every installed package of others that is not for development only, and offers it. */
export async function startLocalRegistry(directory: string): Promise<LocalRegistry> {
  const lock = JSON.parse(await readFile(join(projectRoot, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  const folders = Object.entries(lock.packages)
    .filter(([path, { dev, link }]) => path.startsWith('node_modules/') && dev !== true && link !== true)
    .map(([path]) => join(projectRoot, path));
  const present = await presentOf(folders);
  const packed = await npmPack([...present.keys()], directory);
  const files = new Map(packed.map(({ name, version, file }) => [`${name}@${version}`, file]));

  const dispensable = new Set([...present.values()].flatMap(optionalPeers));
  const missing: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const tarball = [...files.values()].find((file) => path === `tarballs/${basename(file)}`);
    if (tarball !== undefined) {
      void readFile(tarball).then((bytes) => response.end(bytes));
      return;
    }
    const manifests = [...present.values()].filter(({ name }) => name === path);
    if (manifests.length === 0) {
      if (!dispensable.has(path)) missing.push(path);
      response.writeHead(404).end('{}');
      return;
    }
    const versions = manifests.map((manifest) => {
      const file = files.get(`${manifest.name}@${manifest.version}`) ?? '';
      return [manifest.version, { ...manifest, dist: { tarball: `${url}/tarballs/${basename(file)}` } }] as const;
    });
    const answer = {
      name: path,
      'dist-tags': { latest: versions.at(-1)?.[0] },
      versions: Object.fromEntries(versions),
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
  const url = await listen(server);
  return {
    url,
    missing,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** npm asks for them, too, though nobody installs them. */
function optionalPeers({ peerDependenciesMeta = {} }: Manifest): string[] {
  return Object.entries(peerDependenciesMeta).flatMap(([name, { optional }]) => (optional === true ? [name] : []));
}

/** The manifests of folders; optional packages of other platforms are not there. */
async function presentOf(folders: readonly string[]): Promise<Map<string, Manifest>> {
  const manifests = new Map<string, Manifest>();
  for (const folder of folders) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) manifests.set(folder, JSON.parse(text) as Manifest);
  }
  return manifests;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
