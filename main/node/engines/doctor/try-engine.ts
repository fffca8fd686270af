import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../core/failure.ts';
import { plainNode, unpacked } from '../../runtime/plain-node.ts';
import type { EngineName } from '../open-engine.ts';
import { childResult, RESULT_FD, type ChildResult } from './protocol.ts';

/** Opening a native library, compiling the step and a second of steps; a slow GPU driver compiles for a while. */
const TIMEOUT_MS = 60_000;

const here = dirname(fileURLToPath(import.meta.url));
/** The bundler builds `child.ts` as an entry of its own; from source it lies beside this file. */
const entries = ['child.ts', 'engine-child.js', '../engine-child.js'];

export type TryOptions = {
  readonly environment?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
};

/** Opens an engine in a process of its own and measures it for a second. Never throws over what the engine does. */
export function tryEngine(name: EngineName, options: TryOptions = {}): Promise<ChildResult> {
  const { environment = process.env, timeoutMs = TIMEOUT_MS } = options;
  const child = spawn(plainNode(), ['--disable-warning=ExperimentalWarning', entry(), name], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: environment,
    windowsHide: true,
  });
  return new Promise((resolve) => {
    let [result, said, late] = ['', '', false];
    child.stdio[RESULT_FD]!.on('data', (chunk: Buffer) => (result += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(failed('not-started', `No process could be started for it (${error.message}).`));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve(late ? tooLate(timeoutMs) : (read(result) ?? ended(code, signal, said)));
    });
  });
}

function entry(): string {
  const found = entries.map((name) => unpacked(join(here, name))).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Failure(
    'build-incomplete',
    `The engine doctor's program is missing from ${here}; reinstall Hornbook.`,
  );
}

function read(result: string): ChildResult | null {
  try {
    return childResult.parse(JSON.parse(result));
  } catch {
    return null;
  }
}

const failed = (code: string, message: string): ChildResult => ({ state: 'failed', code, message });

const tooLate = (timeoutMs: number): ChildResult =>
  failed(
    'engine-slow',
    `It did not finish one step of nano within ${String(timeoutMs / 1000)} s and was ended.`,
  );

function ended(code: number | null, signal: string | null, said: string): ChildResult {
  const how = signal === null ? `code ${String(code)}` : signal;
  const last = said.trim().split('\n').at(-1)?.trim() ?? '';
  return failed(
    'engine-crashed',
    `Its process ended with ${how}${last === '' ? '.' : `: ${last.slice(0, 200)}`}`,
  );
}
