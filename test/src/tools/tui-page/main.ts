import { readFile, writeFile } from 'node:fs/promises';
import { hasPseudoTerminal } from '../../support/pseudo-terminal.js';
import { type Captured, captureScreens } from './capture.js';
import { mainWindow } from './screens.js';

// Makes docs/tui.md, and the main window in README.md, anew from the real program: npm run docs:tui
const root = new URL('../../../../', import.meta.url);

const introduction = `# The terminal UI

\`ic\` without a command opens it. Below is every screen at 80 x 24, as \`npm run docs:tui\` saw it in a real terminal with two
simulated appliances behind it; larger terminals show more. Without colours: state is always a sign and a word, too.

- Tab, Shift-Tab and 1-9 move between panels, arrows or hjkl within them; \`/\` filters, Enter opens, Esc goes back, \`q\` quits.
- The last line names the keys that are there; one in brackets cannot work now, and says why when it is pressed. \`?\` has them all.
- \`--ascii\` uses signs of ASCII alone, \`--screen-reader\` writes text for a screen reader; \`NO_COLOR\` is heeded.`;

const begin = '<!-- The main window: npm run docs:tui -->';
const end = '<!-- End of the main window -->';

if (!hasPseudoTerminal()) throw new Error('making a terminal needs Python 3, and not Windows');
const captured = await captureScreens((text) => console.error(text));
const page = [introduction, ...captured.map(section)].join('\n\n');
await writeFile(new URL('docs/tui.md', root), `${page}\n`);
const readme = await readFile(new URL('README.md', root), 'utf8');
const [before, rest] = readme.split(begin);
const after = rest?.split(end)[1];
const picture = captured.find(({ title }) => title === mainWindow.title)?.picture ?? '';
if (after === undefined) throw new Error(`README.md has no ${begin} ... ${end}`);
await writeFile(new URL('README.md', root), `${before}${begin}\n\n${block(picture)}\n\n${end}${after}`);

function section({ title, text, picture }: Captured): string {
  return `## ${title}\n\n${text}\n\n${block(picture)}`;
}

function block(picture: string): string {
  return `\`\`\`text\n${picture}\n\`\`\``;
}
