import type { Application, PluginView } from '@integration-client/core/application';
import type { Polled } from './poll.js';
import { useAnswer } from './use-answer.js';

const readPlugins = (application: Application) => application.plugins({});

/** The plugins there are, also those that cannot be loaded. */
export function usePlugins(): Polled<readonly PluginView[]> {
  return useAnswer(readPlugins);
}
