import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** The command line as a process of its own, with what it prints and how it ends. */
export function startLab(...args: string[]): {
  child: ChildProcess;
  stderr(): string;
  ended: Promise<Ended>;
} {
  return startScript(join(root, 'main', 'doors', 'cli', 'main.ts'), args);
}

/** Through the launcher, as the npm scripts do. */
export function startLauncher(...args: string[]) {
  return startScript(join(root, 'main', 'doors', 'launch.mjs'), args);
}

function startScript(script: string, args: readonly string[]) {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

export const lab = (...args: string[]): Promise<Ended> => startLab(...args).ended;
