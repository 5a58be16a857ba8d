type Settings = Readonly<Record<string, unknown>>;

/** The setting at a dotted path (`database.password`); undefined where there is none. */
export function settingAt(settings: Settings, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (isGroup(value) && Object.hasOwn(value, name) ? value[name] : undefined),
      settings,
    );
}

/** A copy of settings with another value at a dotted path, in the same place among its neighbours. */
export function withSettingAt(settings: Settings, path: string, value: unknown): Settings {
  const [name = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...settings, [name]: value };
  const group = settings[name];
  return { ...settings, [name]: withSettingAt(isGroup(group) ? group : {}, rest.join('.'), value) };
}

function isGroup(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
