/** The signs of a terminal that knows Unicode. */
export const unicodeSigns = {
  signs: { good: '✓', bad: '✗', warning: '!', busy: '●', off: '○', none: '·' },
  rule: '─',
  strongRule: '━',
  pointer: '›',
  cut: '…',
  separator: '·',
  bar: { full: '█', empty: '░' },
  arrows: { up: '↑', down: '↓', left: '←', right: '→' },
} as const;

/** The same for any terminal. */
export const asciiSigns = {
  signs: { good: '+', bad: 'x', warning: '!', busy: '*', off: 'o', none: '-' },
  rule: '-',
  strongRule: '=',
  pointer: '>',
  cut: '~',
  separator: '-',
  bar: { full: '#', empty: '.' },
  arrows: { up: 'Up', down: 'Down', left: 'Left', right: 'Right' },
} as const;

/** What is read aloud: the word beside a sign says it. */
export const spokenSigns = {
  ...asciiSigns,
  signs: { good: '', bad: '', warning: '', busy: '', off: '', none: '' },
} as const;
