import { IntegrationError } from '@integration-client/sdk';

/** Answers the text. Throws IntegrationError `text-with-nul`: SQLite's library cuts text there, and two keys would become one. */
export function refuseNul(text: string): string {
  if (!text.includes('\0')) return text;
  throw new IntegrationError('Text with a NUL character cannot be stored', { code: 'text-with-nul' });
}
