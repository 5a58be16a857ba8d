import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { until } from './until.js';

/**
 * Runs a program in a terminal of its own: its output goes to standard output as it is, and lines on standard input say
 * what happens: `keys JSON`, `resize COLUMNS ROWS`, `signal NUMBER`. At the end it tells how the terminal was left.
 */
const program = `
import fcntl, json, os, pty, select, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[3], sys.argv[3:])
def resize(columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', int(rows), int(columns), 0, 0))
resize(sys.argv[1], sys.argv[2])
buffer = b''
while True:
    ready, _, _ = select.select([terminal, 0], [], [])
    if terminal in ready:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        os.write(1, data)
    if 0 in ready:
        data = os.read(0, 65536)
        buffer += data
        *lines, buffer = buffer.split(b'\\n')
        for line in lines:
            command, _, rest = line.decode().partition(' ')
            if command == 'keys': os.write(terminal, json.loads(rest).encode())
            if command == 'resize': resize(*rest.split())
            if command == 'signal': os.kill(pid, int(rest))
modes = termios.tcgetattr(terminal)[3]
sys.stderr.write('sane' if modes & termios.ECHO and modes & termios.ICANON else 'raw')
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
`;

/** Whether this machine can make a terminal for a program: it needs Python, and is no Windows. */
export function hasPseudoTerminal(): boolean {
  if (process.platform === 'win32') return false;
  return spawnSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode']).status === 0;
}

/** A program in a terminal of its own. */
export class PseudoTerminal {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #output = '';
  #said = '';

  constructor(columns: number, rows: number, command: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#process = spawn('python3', ['-c', program, String(columns), String(rows), ...command], {
      env: { ...process.env, TERM: 'xterm-256color', ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#process.stdout?.setEncoding('utf8').on('data', (chunk) => {
      this.#output += chunk;
    });
    this.#process.stderr?.on('data', (chunk) => {
      this.#said += chunk;
    });
    this.#ended = once(this.#process, 'close');
  }

  /** The process that makes the terminal; the program is its child. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Everything the program wrote so far. */
  get output(): string {
    return this.#output;
  }

  keys(keys: string): void {
    this.#process.stdin?.write(`keys ${JSON.stringify(keys)}\n`);
  }

  resize(columns: number, rows: number): void {
    this.#process.stdin?.write(`resize ${columns} ${rows}\n`);
  }

  signal(number: number): void {
    this.#process.stdin?.write(`signal ${number}\n`);
  }

  /** Waits until the program has written a text. Answers what it wrote until then, and forgets it. */
  async wrote(text: string): Promise<string> {
    await until(async () => {
      if (this.#process.exitCode !== null) throw new Error(`ended without writing ${text}:\n${this.#output}`);
      return this.#output.includes(text);
    }, 5);
    const output = this.#output;
    this.#output = '';
    return output;
  }

  /** Waits for the end of the program: its exit code, and whether the terminal echoes and edits lines as before. */
  async ended(): Promise<{ readonly code: unknown; readonly isSane: boolean }> {
    const [code] = await this.#ended;
    return { code, isSane: this.#said.endsWith('sane') };
  }

  /** Ends it, whatever it does. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
