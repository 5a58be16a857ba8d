import { readdir, rm, writeFile } from 'node:fs/promises';
import { manDirectory, manPages } from '../support/man-pages.js';

// Makes host/man anew: node test/dist/tools/man-pages.js
for (const name of await readdir(manDirectory)) await rm(new URL(name, manDirectory));
for (const [name, text] of await manPages()) await writeFile(new URL(name, manDirectory), text);
