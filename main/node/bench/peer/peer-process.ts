import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../core/failure.ts';

/** The peers' programs lie beside this file: they are run from source, never bundled. */
const scriptPath = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** What a script's first line says: that it is ready, or why it cannot be. */
type Greeting = { readonly version: string } | { readonly missing: string };

/**
 * A Python process that is measured beside Hornbook. It answers each line of JSON with one line of JSON, and computes
 * nothing while nobody asks, so that two of them may wait while the third is timed.
 */
export class PeerProcess {
  readonly version: string;
  private readonly link: Link;

  private constructor(version: string, link: Link) {
    this.version = version;
    this.link = link;
  }

  /**
   * Starts `script` of this folder and sends it `request`.
   * @returns the process once it is ready, or why this machine cannot run it
   * @throws Failure `peer-unavailable` when there is no such interpreter or it ends without a word
   */
  static async start(
    python: string,
    script: string,
    request: unknown,
  ): Promise<PeerProcess | { readonly missing: string }> {
    const link = new Link(python, script);
    const greeting = (await link.ask(request)) as Greeting;
    if ('version' in greeting) return new PeerProcess(greeting.version, link);
    await link.end();
    return greeting;
  }

  /** Sends one request and waits for its answer. */
  ask(request: unknown): Promise<unknown> {
    return this.link.ask(request);
  }

  /** Ends the process and waits until it is gone. */
  stop(): Promise<void> {
    return this.link.end();
  }
}

class Link {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly gone: Promise<void>;
  private readonly python: string;
  private complaint = '';

  constructor(python: string, script: string) {
    this.python = python;
    // Without the variable Python would leave its compiled files among the sources.
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
    this.child = spawn(python, [scriptPath(script)], { env, stdio: 'pipe' });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.complaint = (this.complaint + text).slice(-4000);
    });
    // Writing to a process that never started is an error of its own; the missing answer already tells of it.
    this.child.stdin.on('error', () => undefined);
    this.gone = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.complaint ||= error.message;
        this.child.stdout.destroy();
        resolve();
      });
      this.child.once('close', () => {
        resolve();
      });
    });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async ask(request: unknown): Promise<unknown> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    // A process that never started gives no end of its answers either; that it is gone is known all the same.
    const { value, done } = await Promise.race([
      this.lines.next(),
      this.gone.then(() => ({ value: undefined, done: true as const })),
    ]);
    if (done !== true) return JSON.parse(value) as unknown;
    // The answers end a moment before the process does; what it complained of is complete only then.
    await this.gone;
    const last = this.complaint.trim().split('\n').at(-1) ?? '';
    throw new Failure(
      'peer-unavailable',
      `${this.python} did not run the comparison${last === '' ? '' : ` (${last})`}; name a Python 3 interpreter that has PyTorch: --peer /path/to/python.`,
    );
  }

  async end(): Promise<void> {
    this.child.stdin.end();
    const kill = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.gone;
    clearTimeout(kill);
  }
}
