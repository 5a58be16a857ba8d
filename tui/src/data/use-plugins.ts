import type { Application, PluginView } from '@integration-client/core/application';
import { type Answered, useAnswer } from './use-answer.js';

const readPlugins = (application: Application) => application.plugins({});

/** The plugins there are, also those that cannot be loaded. */
export function usePlugins(): Answered<readonly PluginView[]> {
  return useAnswer<readonly PluginView[]>(readPlugins);
}
