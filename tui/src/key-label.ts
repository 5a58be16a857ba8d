const keyNames: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  'shift+tab': 'Shift-Tab',
  space: 'Space',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
};

/** A key as people read it: `Ctrl-S`, `PgUp`, `↑`. */
export function keyLabel(key: string, arrows: Readonly<Record<string, string>>): string {
  if (key.startsWith('ctrl+')) return `Ctrl-${key.slice(5).toUpperCase()}`;
  return arrows[key] ?? keyNames[key] ?? (/^f\d+$/.test(key) ? key.toUpperCase() : key);
}
