import type { PluginDefinition } from '../../plugin.js';
import { Violation } from './violation.js';

/** The plugin that a module has as its default export. Throws Violation where it has none, and what loading it throws. */
export async function loadPlugin(module: string): Promise<PluginDefinition> {
  const { default: exported } = (await import(module)) as { readonly default?: unknown };
  // A compiler that makes CommonJS of `export default` puts it into a member of what the file exports.
  const plugin = (isCompiled(exported) ? exported.default : exported) as Partial<PluginDefinition> | undefined;
  if (typeof plugin?.destination === 'function' && Array.isArray(plugin.operations)) return plugin as PluginDefinition;
  throw new Violation(
    `${module} has no plugin as its default export`,
    'Write export default definePlugin({ … }), and name the built module.',
  );
}

function isCompiled(exported: unknown): exported is { readonly default?: unknown } {
  return typeof exported === 'object' && exported !== null && '__esModule' in exported;
}
