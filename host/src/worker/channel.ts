import { fromPlainError, type PlainError, toPlainError } from '@integration-client/core/plain-error';

/** What processes exchange. A `call` is answered once by an `answer` of the same id; an `event` is not answered. */
export type Message =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly service: string;
      readonly method: string;
      readonly parameters: unknown[];
    }
  | { readonly type: 'answer'; readonly id: number; readonly result?: unknown; readonly error?: PlainError }
  | { readonly type: 'event'; readonly name: string; readonly value: unknown };

/** What another process sent, if it is such a message: what a plugin sends can be anything. */
export function messageOf(sent: unknown): Message | undefined {
  if (typeof sent !== 'object' || sent === null || !('type' in sent)) return undefined;
  const { type, name, id, service, method, parameters, error } = sent as Partial<Record<string, unknown>>;
  const isEvent = type === 'event' && typeof name === 'string';
  const isNamed = typeof service === 'string' && typeof method === 'string';
  const isCall = type === 'call' && typeof id === 'number' && isNamed && Array.isArray(parameters);
  const isError = typeof error === 'object' && error !== null;
  const isAnswer = type === 'answer' && typeof id === 'number' && (error === undefined || isError);
  return isEvent || isCall || isAnswer ? (sent as Message) : undefined;
}

/** The end of a pipe between two processes: `process` in a worker, a `ChildProcess` in its parent. */
export interface Port {
  send?(message: Message, callback?: (error: Error | null) => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** Methods that the other process may call, by service. Anything else is refused. */
export type Services = Readonly<Record<string, Readonly<Record<string, (...parameters: never[]) => unknown>>>>;

/** Calls between a worker and its parent, in both directions. */
export class Channel {
  readonly #port: Port;
  readonly #services: Services;
  readonly #onEvent: (name: string, value: unknown) => void;
  #failed: Error | undefined;
  readonly #open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #lastId = 0;
  #answering = 0;

  constructor(port: Port, services: Services, onEvent: (name: string, value: unknown) => void) {
    this.#port = port;
    this.#services = services;
    this.#onEvent = onEvent;
    port.on('message', (sent) => this.#receive(messageOf(sent)));
  }

  /** Whether the other process waits for an answer from this one. */
  get isAnswering(): boolean {
    return this.#answering > 0;
  }

  /** Calls a method of a service of the other process; its error comes back as the same class. */
  call(service: string, method: string, parameters: unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (this.#failed !== undefined) return reject(this.#failed);
      this.#open.set(id, { resolve, reject });
      this.#send({ type: 'call', id, service, method, parameters });
    });
  }

  /** Tells the other process something. */
  event(name: string, value: unknown): void {
    this.#send({ type: 'event', name, value });
  }

  /** An object whose methods are calls to a service of the other process. */
  remote<T extends object>(service: string): T {
    const methods = { get: (_: object, method: string | symbol) => this.#method(service, method) };
    return new Proxy({}, methods) as T;
  }

  /** Fails every call, those that still wait and those that come: the other process is gone. */
  fail(error: Error): void {
    this.#failed = error;
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }

  #method(service: string, method: string | symbol): unknown {
    // Not a thenable: otherwise awaiting the object would become a call.
    if (typeof method === 'symbol' || method === 'then') return undefined;
    return (...parameters: unknown[]) => this.call(service, method, parameters);
  }

  #receive(message: Message | undefined): void {
    if (message === undefined) return;
    if (message.type === 'event') this.#onEvent(message.name, message.value);
    else if (message.type === 'call') void this.#answer(message);
    else {
      const waiting = this.#open.get(message.id);
      this.#open.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.result);
      else waiting?.reject(fromPlainError(message.error));
    }
  }

  async #answer({ id, service, method, parameters }: Extract<Message, { type: 'call' }>): Promise<void> {
    this.#answering++;
    try {
      const methods = Object.hasOwn(this.#services, service) ? this.#services[service] : undefined;
      const implementation = methods !== undefined && Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (implementation === undefined) throw new TypeError(`${service}.${method} is not offered`);
      this.#send({ type: 'answer', id, result: await implementation(...(parameters as never[])) });
    } catch (error) {
      this.#send({ type: 'answer', id, error: toPlainError(error) });
    } finally {
      this.#answering--;
    }
  }

  #send(message: Message): void {
    // The other process may have gone in between; whoever waits for an answer learns it through `fail`.
    this.#port.send?.(message, () => {});
  }
}
