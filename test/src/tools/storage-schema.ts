import { writeFile } from 'node:fs/promises';
import { storageSchemaPage } from './storage-schema-page.js';

// Makes docs/storage-schema.md anew: node test/dist/tools/storage-schema.js
await writeFile(new URL('../../../docs/storage-schema.md', import.meta.url), storageSchemaPage());
