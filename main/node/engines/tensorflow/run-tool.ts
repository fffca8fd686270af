import { spawn } from 'node:child_process';

export type ToolResult =
  /** What it wrote to standard output. */
  | { readonly state: 'done'; readonly output: string }
  /** What it wrote to both. */
  | { readonly state: 'failed'; readonly code: number | null; readonly output: string }
  | { readonly state: 'missing' };

/**
 * Runs a program of this machine and returns what it said. With `echo` it also speaks to the person meanwhile, on
 * standard error, so that standard output stays one JSON document.
 */
export function runTool(
  command: string,
  args: readonly string[],
  options: { readonly echo?: boolean; readonly cwd?: string } = {},
): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let [output, everything] = ['', ''];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        everything += chunk.toString();
        if (stream === child.stdout) output += chunk.toString();
        if (options.echo) process.stderr.write(chunk);
      });
    }
    child.once('error', () => {
      resolve({ state: 'missing' });
    });
    child.once('close', (code) => {
      resolve(code === 0 ? { state: 'done', output } : { state: 'failed', code, output: everything });
    });
  });
}

/** The last lines of what a tool said, where its reason usually stands. */
export function lastLines(output: string, count = 3): string {
  return output.trim().split('\n').slice(-count).join(' ').trim();
}
