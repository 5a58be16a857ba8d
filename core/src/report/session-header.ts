import type { AnnouncedRecording, RecordingOperation, SessionHeader } from '@integration-client/sdk';
import { lsidFault } from '../transfer/item-key.js';
import type { Attributes } from './attribute-list.js';
import type { TextEncoding } from './encoding.js';
import { NotWellFormedError } from './not-well-formed.js';
import { type ElementVisitor, readElement } from './read-element.js';
import { parseTime } from './time.js';

/** Elements directly in a session whose text is part of its header. */
const fields = new Set([
  'lseq',
  'session_type',
  'external_key',
  'start_time',
  'end_time',
  'session_recording_view_url',
  'session_recording_download_url',
  'presentation_recording_view_url',
  'presentation_recording_download_url',
]);

/** Lists of recordings directly in a session, one child for each. */
const listOperations: Readonly<Record<string, RecordingOperation>> = {
  command_shell_recordings: 'command-shell-recordings',
  show_my_screen_recordings: 'show-my-screen-recordings',
};

const instanceName = Buffer.from('instance');

interface EventUnderWay {
  readonly type: string;
  readonly names: string[];
  readonly urls: string[];
  instance?: string;
}

/**
 * Checks that a slice is well-formed and reads the header of its session on the way.
 * @throws NotWellFormedError also when the session has no lsid, or one that {@link lsidFault} finds fault with
 */
export function readSessionHeader(bytes: Buffer, encoding: TextEncoding): SessionHeader {
  const reader = new HeaderReader(bytes.includes(instanceName));
  readElement(bytes, encoding, reader);
  return reader.header();
}

class HeaderReader implements ElementVisitor {
  #element = '';
  #lsid: string | undefined;
  readonly #values = new Map<string, string>();
  readonly #timestamps = new Map<string, string>();
  readonly #recordings = new Map<string, AnnouncedRecording>();
  /** The child of the session that is open. */
  #section = '';
  /** Recordings met in the open section: the instance of one that does not name it. */
  #listed = 0;
  #event: EventUnderWay | undefined;
  readonly #hasInstances: boolean;
  /** The name of the event's value whose text is being read. */
  #valueName: string | undefined;
  #text: string | undefined;

  /** @param hasInstances whether events have to be looked at: only a recording has an instance */
  constructor(hasInstances: boolean) {
    this.#hasInstances = hasInstances;
  }

  start(name: string, depth: number, attributes: Attributes): boolean {
    switch (depth) {
      case 0:
        this.#element = name;
        this.#lsid = attributes.value('lsid');
        return true;
      case 1:
        return this.#startSection(name, attributes);
      case 2:
        if (this.#section !== 'session_details') {
          this.#announce(listOperations[this.#section], attributes.value('instance') ?? String(this.#listed++));
          return false;
        }
        if (name === 'event') this.#event = { type: attributes.value('event_type') ?? '', names: [], urls: [] };
        return name === 'event';
      case 3:
        return name === 'data';
      case 4:
        this.#valueName = name === 'value' ? attributes.value('name') : undefined;
        this.#text = attributes.value('value') ?? '';
        return this.#valueName !== undefined && attributes.value('value') === undefined;
      default:
        return false;
    }
  }

  #startSection(name: string, attributes: Attributes): boolean {
    this.#section = name;
    this.#listed = 0;
    this.#text = fields.has(name) ? '' : undefined;
    if (name === 'start_time' || name === 'end_time') this.#timestamps.set(name, attributes.value('timestamp') ?? '');
    return (
      fields.has(name) || Object.hasOwn(listOperations, name) || (name === 'session_details' && this.#hasInstances)
    );
  }

  text(depth: number, read: () => string): void {
    if (this.#text !== undefined && (depth === 1 || depth === 4)) this.#text += read();
  }

  end(depth: number): void {
    switch (depth) {
      case 1:
        if (this.#text?.trim()) this.#values.set(this.#section, this.#text.trim());
        this.#text = undefined;
        break;
      case 2:
        if (this.#event) this.#announceEvent(this.#event);
        this.#event = undefined;
        break;
      case 4:
        if (this.#event && this.#valueName !== undefined)
          this.#addValue(this.#event, this.#valueName, this.#text ?? '');
        this.#valueName = undefined;
        this.#text = undefined;
        break;
    }
  }

  header(): SessionHeader {
    if (!this.#lsid?.trim()) throw new NotWellFormedError('line 1: the session has no lsid');
    const fault = lsidFault(this.#lsid);
    if (fault !== undefined) throw new NotWellFormedError(`line 1: the session has an lsid ${fault}`);
    const values = this.#values;
    const isPresentation = this.#element.startsWith('presentation');
    if ([...values.keys()].some((name) => name.endsWith('_url'))) {
      this.#announce(isPresentation ? 'presentation-recordings' : 'session-recordings');
    }
    return withoutUndefined({
      lsid: this.#lsid,
      lseq: values.get('lseq'),
      sessionType: values.get('session_type'),
      externalKey: values.get('external_key'),
      startTime: parseTime(this.#timestamps.get('start_time'), values.get('start_time')),
      endTime: parseTime(this.#timestamps.get('end_time'), values.get('end_time')),
      recordings: [...this.#recordings.values()].sort(byOperationAndInstance),
    });
  }

  #addValue(event: EventUnderWay, name: string, value: string): void {
    event.names.push(name);
    if (name === 'instance') event.instance = value;
    else if ((name === 'download_url' || name === 'view_url') && value.trim()) event.urls.push(value);
  }

  /** An event with an instance speaks of a recording. Its type may be localised, so the rest of the event counts as well. */
  #announceEvent(event: EventUnderWay): void {
    if (event.instance === undefined) return;
    const names = (pattern: RegExp): boolean => pattern.test(event.type);
    const hints = [...event.names, ...event.urls.map((url) => url.replace(/^[a-z]+:\/\/[^/]*/i, ''))];
    if (names(/screen/i) || (!names(/shell/i) && hints.some((hint) => /screen/i.test(hint)))) {
      this.#announce('show-my-screen-recordings', event.instance);
    } else if (names(/shell/i) || event.urls.length > 0) {
      this.#announce('command-shell-recordings', event.instance);
    }
  }

  #announce(operation: RecordingOperation | undefined, instance?: string): void {
    if (operation === undefined) return;
    if (instance === undefined) {
      this.#recordings.set(operation, { operation });
    } else if (/^\d{1,9}$/.test(instance.trim())) {
      const number = Number(instance);
      this.#recordings.set(`${operation}/${number}`, { operation, instance: number });
    }
  }
}

function byOperationAndInstance(a: AnnouncedRecording, b: AnnouncedRecording): number {
  if (a.operation !== b.operation) return a.operation < b.operation ? -1 : 1;
  return (a.instance ?? -1) - (b.instance ?? -1);
}

/** Leaves out what is undefined, so that an absent property is really absent. */
export function withoutUndefined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  const result: { [K in keyof T]?: T[K] } = {};
  for (const name in object) if (object[name] !== undefined) result[name] = object[name];
  return result as T;
}
