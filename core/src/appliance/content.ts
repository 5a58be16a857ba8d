import { ItemError, RetryableError } from '@integration-client/sdk';
import { errorTextOf, kindOf, meaningOf, readSmall } from './answer.js';
import type { Content } from './appliance.js';
import type { HttpAnswer } from './http.js';
import { type ResumeParts, resumable } from './resuming-body.js';

/** What a stream of bytes should be. */
export interface ContentSubject {
  /** Begins the codes of its errors: `recording-cut-short`. */
  readonly kind: 'recording' | 'backup';
  /** As it reads in a sentence: "the session recording of session 0f3c…". */
  readonly what: string;
  readonly permission: string;
  readonly host: string;
  /** Makes a text of the appliance fit for a message. */
  readonly quote: (text: string) => string;
}

const wrongKind = { recording: 'recording-not-video', backup: 'backup-not-binary' } as const;

/**
 * An appliance says with HTTP 200 that there is nothing to have, so the first bytes are looked at before any is handed out.
 * The stream goes on by itself when its connection breaks, where the appliance offers that.
 */
export async function contentOf(answer: HttpAnswer, subject: ContentSubject, resume: ResumeParts): Promise<Content> {
  try {
    const head = await answer.body.head();
    const kind = kindOf(head);
    if (kind === 'error' || kind === 'json' || (kind === 'other' && isMessage(head, answer))) {
      throw contentError(errorTextOf(await readSmall(answer)), subject);
    }
    if (kind === 'empty') {
      throw new RetryableError(`${subject.host} answered ${subject.what} with nothing`, {
        code: `${subject.kind}-empty`,
        hint: 'It may not be ready yet. It is tried again.',
      });
    }
    if (kind === 'html' || kind === 'xml') {
      throw new RetryableError(`${subject.host} answered ${subject.what} with a ${kind.toUpperCase()} page`, {
        code: wrongKind[subject.kind],
        hint: 'Check whether a proxy stands between, and the state of the appliance.',
      });
    }
    if (answer.framing === 'close') {
      throw new RetryableError(`${subject.host} sends ${subject.what} in a way that does not show where it ends`, {
        code: `${subject.kind}-without-end`,
        hint: 'It could be cut short without a sign of it. Check whether an old proxy stands between this machine and the appliance.',
      });
    }
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
  const size = answer.size === undefined ? {} : { size: answer.size };
  const stream = resumable(answer, resume);
  return { stream, ...size, received: () => stream.received };
}

/** Whether it is text by its type as well as by its bytes: neither alone proves that it is no recording or backup. */
function isMessage(head: Buffer, { headers }: HttpAnswer): boolean {
  const isText = /^\s*text\//i.test(headers['content-type'] ?? '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell bytes from text
  return isText && !/[\x00-\x08\x0e-\x1f\x7f]/.test(head.toString('latin1'));
}

/** What an `<error>` in place of a recording or backup means. */
function contentError(text: string, subject: ContentSubject): Error {
  const said = `${subject.host} answered ${subject.what} with the error "${subject.quote(text)}"`;
  switch (meaningOf(text)) {
    case 'expired':
      return new ItemError(said, {
        code: `${subject.kind}-expired`,
        hint: 'The appliance no longer has it. Let the client run more often than recordings are kept.',
      });
    case 'permission':
      return new RetryableError(said, {
        code: `${subject.kind}-refused`,
        hint: `Check that the account has the permission ${subject.permission}, and that the appliance still has this ${subject.kind}.`,
      });
    case 'unknown-report':
      return new RetryableError(said, {
        code: `${subject.kind}-unknown-report`,
        hint: 'This appliance has no such recordings.',
      });
    default:
      return new RetryableError(said, {
        code: `${subject.kind}-error`,
        hint:
          subject.kind === 'recording'
            ? 'It may still be processed. It is tried again.'
            : "It is asked for again. If it stays so, look at the site's backup password and at the state of the appliance.",
      });
  }
}
