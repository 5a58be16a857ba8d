import { join } from 'node:path';
import { packProject, projectRoot } from './pack.js';

for (const file of await packProject(join(projectRoot, 'packages'))) process.stdout.write(`${file}\n`);
