import { writeFile } from 'node:fs/promises';
import { apiMarkdown } from './api-markdown.js';

// Makes sdk/API.md anew: node test/dist/tools/api-reference.js
await writeFile(new URL('../../../sdk/API.md', import.meta.url), await apiMarkdown());
