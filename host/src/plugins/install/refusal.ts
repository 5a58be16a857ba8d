import type { PluginInspection } from '@integration-client/core/application';
import { ConfigError } from '@integration-client/sdk';

/** Why code is not accepted: one problem is itself, several stand below one another. */
export function refusal({ packageName, problems }: PluginInspection): ConfigError {
  const [first, ...more] = problems;
  if (first === undefined) throw new TypeError('nothing is wrong with it');
  const hints = new Set(problems.flatMap(({ hint }) => (hint === undefined ? [] : [hint])));
  const what = more.length === 0 ? ` ${first.message}` : ['', ...problems.map(({ message }) => message)].join('\n  ');
  return new ConfigError(`${packageName} is refused, and nothing was changed:${what}`, {
    code: more.length === 0 ? first.code : 'plugin-refused',
    hint: [...hints].join('\n'),
  });
}
