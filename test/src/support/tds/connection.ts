import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ServerCertificate } from '@integration-client/sdk/testing';
import { type Fault, faultError, type RequestKind } from './faults.js';
import { mayOpen } from './permissions.js';
import { ByteReader, skipHeaders } from './protocol/byte-reader.js';
import { type Login, readLogin } from './protocol/login7.js';
import { type Message, MessageReader, packetType, toPackets } from './protocol/packets.js';
import { encryption, preloginAnswer, readPreloginEncryption } from './protocol/prelogin.js';
import { asSqlError, attentionAnswer, Response } from './protocol/response.js';
import { acceptTls } from './protocol/tls-in-prelogin.js';
import { environmentChange, loginAckToken } from './protocol/tokens.js';
import type { TdsServerState } from './server-state.js';
import { Batch, endTransactionAfter } from './session/batch.js';
import { loadRows } from './session/bulk-load.js';
import type { BulkTarget } from './session/bulk-target.js';
import { type Call, callText, readCall, runCall } from './session/calls.js';
import { Cancelled } from './session/lock.js';
import { Session } from './session/session.js';
import { readTransactionRequest, type TransactionRequest, transactionText } from './session/transaction-requests.js';
import { SqlError } from './sql-error.js';

let lastSession = 50;

/** One client: its bytes in and out, and what it asks for, one request after the other. */
export class Connection {
  readonly #server: TdsServerState;
  readonly #socket: Socket;
  readonly #certificate: ServerCertificate | undefined;
  readonly #messages = new MessageReader();
  readonly #queue: Message[] = [];
  #out: Duplex;
  #packetSize = 4096;
  #session: Session | undefined;
  #bulk: BulkTarget | undefined;
  #busy = false;
  #request = new AbortController();
  #attention = false;

  constructor(server: TdsServerState, socket: Socket, certificate: ServerCertificate | undefined) {
    this.#server = server;
    this.#socket = socket;
    this.#certificate = certificate;
    this.#out = socket;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#closed());
    socket.on('data', this.#received);
  }

  /** Cuts the connection. */
  destroy(): void {
    this.#socket.destroy();
  }

  readonly #received = (bytes: Buffer): void => {
    try {
      for (const message of this.#messages.read(bytes)) this.#take(message);
    } catch {
      // What is no TDS is not answered.
      this.destroy();
    }
  };

  #closed(): void {
    this.#queue.length = 0;
    this.#request.abort();
    // What runs finds itself given up; the session ends behind it.
    if (!this.#busy) this.#session?.reset();
  }

  #take(message: Message): void {
    if (message.type === packetType.attention) {
      if (this.#busy) {
        this.#attention = true;
        this.#request.abort();
      } else {
        this.#send(attentionAnswer());
      }
      return;
    }
    this.#queue.push(message);
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let message = this.#queue.shift(); message !== undefined; message = this.#queue.shift()) {
      this.#request = new AbortController();
      if (this.#socket.destroyed) break;
      // What cannot be read before the login is not answered.
      await this.#answer(message).catch(() => this.destroy());
    }
    this.#busy = false;
    if (this.#socket.destroyed) this.#session?.reset();
  }

  async #answer(message: Message): Promise<void> {
    if (message.type === packetType.prelogin) return this.#prelogin(message.payload);
    if (message.type === packetType.login7) return this.#login(readLogin(message.payload));
    const session = this.#session;
    if (session === undefined) return this.destroy();
    const response = new Response(this.#server.name, message.type === packetType.rpc);
    if (message.resetConnection) {
      session.reset();
      response.add(environmentChange.reset());
    }
    try {
      if (message.ignored) this.#bulk = undefined;
      else await this.#run(message, session, response);
    } catch (error) {
      if (!(error instanceof Cancelled)) response.error(asSqlError(error));
    }
    if (this.#socket.destroyed) return;
    if (!this.#attention) return this.#send(response.bytes());
    this.#attention = false;
    if (session.options.xactAbort && session.transaction !== undefined) response.add(session.rollback()!);
    // The answer of the request that was given up, and then that this was noticed.
    this.#send(response.bytes());
    this.#send(attentionAnswer());
  }

  async #run({ type, payload }: Message, session: Session, response: Response): Promise<void> {
    const { signal } = this.#request;
    switch (type) {
      case packetType.batch: {
        const reader = new ByteReader(payload);
        skipHeaders(reader);
        const sql = reader.rest().toString('utf16le');
        return this.#withFault(statement(sql), session, response, async () => {
          const batch = new Batch(session, response, new Map(), signal);
          await batch.run(sql);
          this.#bulk = batch.bulk;
        });
      }
      case packetType.rpc: {
        const call: Call = readCall(payload);
        return this.#withFault(statement(callText(call, session)), session, response, () =>
          runCall(call, session, response, signal),
        );
      }
      case packetType.transactionManager: {
        const request = readTransactionRequest(payload);
        return this.#withFault(statement(transactionText(request)), session, response, () =>
          this.#transaction(request, session, response),
        );
      }
      case packetType.bulk:
        return this.#withFault({ kind: 'bulk', text: `rows for ${this.#bulk?.table}` }, session, response, () =>
          this.#load(payload, session, response),
        );
      default:
        throw new SqlError(17830, `The test double knows no packets of type ${type}.`);
    }
  }

  /** Runs a request, with what a test wants to go wrong instead of it or after it. */
  async #withFault(
    request: RequestKind,
    session: Session,
    response: Response,
    work: () => Promise<void>,
  ): Promise<void> {
    this.#server.log.push(request.text);
    const fault = this.#server.faults.take(request);
    if (fault?.after !== true && fault !== undefined) return this.#fail(fault, session, response);
    await work();
    if (fault !== undefined) this.#fail(fault, session, response);
  }

  #fail(fault: Fault, session: Session, response: Response): void {
    const error = faultError(fault);
    if (error !== undefined) {
      response.error(error);
      endTransactionAfter(error, session, response);
      this.#bulk = undefined;
    }
    if (fault.disconnect !== true && (error?.severity ?? 0) < 20) return;
    if (error !== undefined) this.#send(response.bytes());
    if (error === undefined) this.#socket.resetAndDestroy();
    else this.#out.end();
  }

  async #transaction({ kind, name }: TransactionRequest, session: Session, response: Response): Promise<void> {
    if (kind === 'save') {
      const sql = `SAVE TRANSACTION [${name.replaceAll(']', ']]')}]`;
      return new Batch(session, response, new Map(), this.#request.signal).run(sql);
    }
    const savepoint = kind === 'rollback' && name !== '' ? name : undefined;
    const change =
      kind === 'begin' ? session.begin() : kind === 'commit' ? session.commit() : session.rollback(savepoint);
    if (change !== undefined) response.add(change);
    response.done();
  }

  async #load(payload: Buffer, session: Session, response: Response): Promise<void> {
    const target = this.#bulk;
    this.#bulk = undefined;
    if (target === undefined) throw new SqlError(4804, 'Rows came without INSERT BULK.');
    try {
      const count = await session.inDatabase(this.#request.signal, (database) => loadRows(payload, target, database));
      session.rowCount = count;
      response.done(count);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      const sqlError = asSqlError(error);
      response.error(sqlError);
      endTransactionAfter(sqlError, session, response);
    }
  }

  #prelogin(payload: Buffer): void {
    const wanted = readPreloginEncryption(payload);
    const wantsTls = wanted === encryption.on || wanted === encryption.required;
    const certificate = wantsTls ? this.#certificate : undefined;
    this.#send(
      preloginAnswer(this.#server.version, certificate === undefined ? encryption.notSupported : encryption.on),
    );
    if (certificate === undefined) return;
    this.#socket.off('data', this.#received);
    const secure = acceptTls(this.#socket, certificate);
    secure.on('error', () => this.destroy());
    secure.on('data', this.#received);
    this.#out = secure;
  }

  #login(login: Login): void {
    this.#packetSize = Math.max(512, Math.min(login.packetSize, 32767));
    const response = new Response(this.#server.name, false);
    const errors = this.#refusals(login);
    if (errors.length > 0) {
      for (const error of errors) response.loginError(error);
      this.#send(response.bytes());
      this.#out.end();
      return;
    }
    const database = this.#server.findDatabase(login.database || 'master')!;
    const options = this.#server.logins.find(({ user }) => user.toLowerCase() === login.user.toLowerCase())!;
    this.#session = new Session(++lastSession, this.#server, options, database);
    response.add(environmentChange.database(database.name, 'master'));
    response.info(5701, `Changed database context to '${database.name}'.`);
    response.add(environmentChange.collation());
    response.add(loginAckToken(this.#server.version));
    response.add(environmentChange.packetSize(this.#packetSize, 4096));
    this.#send(response.bytes());
  }

  /** Why a login is refused; a server sends the reason and then the refusal. */
  #refusals({ user, password, database, integrated, federated }: Login): readonly SqlError[] {
    this.#server.log.push(`LOGIN ${user}`);
    const fault = this.#server.faults.take({ kind: 'login', text: user });
    const injected = fault === undefined ? undefined : (faultError(fault) ?? new SqlError(17830, 'Cut off.'));
    if (injected !== undefined) return [injected];
    if (integrated || federated) {
      const text =
        'Login failed. The login is from an untrusted domain and cannot be used with Integrated authentication.';
      return [new SqlError(18452, text)];
    }
    const failed = new SqlError(18456, `Login failed for user '${user}'.`);
    const found = this.#server.logins.find((one) => one.user.toLowerCase() === user.toLowerCase());
    if (found?.password !== password) return [failed];
    const isThere =
      this.#server.findDatabase(database || 'master') !== undefined && mayOpen(found, database || 'master');
    if (isThere) return [];
    return [new SqlError(4060, `Cannot open database "${database}" requested by the login. The login failed.`), failed];
  }

  #send(payload: Buffer): void {
    if (!this.#out.destroyed) this.#out.write(toPackets(packetType.response, payload, this.#packetSize));
  }
}

function statement(text: string): RequestKind {
  return { kind: /^\s*commit\b/i.test(text) ? 'commit' : 'statement', text };
}
