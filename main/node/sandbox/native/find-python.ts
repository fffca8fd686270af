import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';

/** A CPython of this machine, and the folders and files that it needs. */
export type NativePython = {
  readonly python: string;
  readonly version: string;
  readonly readable: readonly string[];
};

/** Earlier versions lack the exact places of statements, which a failed assertion is told by. */
const oldest = [3, 11] as const;

const ask = `
import json, sys
print(json.dumps({'version': list(sys.version_info[:3]), 'executable': sys.executable, 'implementation': sys.implementation.name,
  'prefixes': [sys.prefix, sys.base_prefix], 'path': [p for p in sys.path if p]}))
`;

const answered = z.object({
  version: z.tuple([z.number(), z.number(), z.number()]),
  executable: z.string().min(1),
  implementation: z.string(),
  prefixes: z.array(z.string()),
  path: z.array(z.string()),
});

/** Everything of the system lies below these; of such a prefix only the interpreter's own parts are shown. */
const systemPrefixes = ['/', '/usr', '/usr/local'];

/**
 * The Python that `HORNBOOK_PYTHON` names, else the first `python3` of the path, with whatever packages it has.
 * @throws Failure `native-python-unavailable` where there is none that can be used.
 */
export function findNativePython(environment: NodeJS.ProcessEnv = process.env): NativePython {
  const named = environment['HORNBOOK_PYTHON'] ?? 'python3';
  const tried = spawnSync(named, ['-s', '-P', '-c', ask], { encoding: 'utf8', timeout: 10_000 });
  const said = tried.status === 0 ? answered.safeParse(readJson(tried.stdout)) : null;
  if (said?.success !== true) {
    const why = tried.error?.message ?? (tried.stderr.trim().split('\n').at(-1) || 'it gave no answer');
    throw unavailable(
      `${named} could not be started (${why}); install Python 3.11 or later, or name one in HORNBOOK_PYTHON`,
    );
  }
  const { version, executable, implementation, prefixes, path } = said.data;
  const [major, minor] = version;
  const text = version.join('.');
  if (implementation !== 'cpython' || major !== oldest[0] || minor < oldest[1]) {
    throw unavailable(
      `${executable} is ${implementation} ${text}; programs need CPython 3.11 or later, which HORNBOOK_PYTHON may name`,
    );
  }
  const whole = prefixes.filter((prefix) => !systemPrefixes.includes(prefix));
  const parts = [executable, realpathSync(executable), ...path, ...whole];
  const library = prefixes.map((prefix) =>
    join(prefix, 'lib', `libpython${String(major)}.${String(minor)}.so.1.0`),
  );
  const readable = [...new Set([...parts, ...library])].filter((part) => existsSync(part));
  return { python: executable, version: text, readable: outermost(readable) };
}

export const unavailable = (why: string): Failure =>
  new Failure('native-python-unavailable', `Programs cannot run in this machine's own Python: ${why}.`);

/** Leaves out what lies in a folder that is there already. */
const outermost = (paths: readonly string[]): string[] =>
  paths.filter((path) => !paths.some((other) => other !== path && isBelow(path, other)));

function isBelow(path: string, folder: string): boolean {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (at === folder) return true;
    if (at === dirname(at)) return false;
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
