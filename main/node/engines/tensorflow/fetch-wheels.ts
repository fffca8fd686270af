import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../core/failure.ts';
import type { TensorFlowKind } from './library.ts';
import { lastLines, runTool } from './run-tool.ts';

/** The release that was built, loaded and put through the engine's tests; another may be named. */
export const TENSORFLOW_VERSION = '2.21.0';

/**
 * The Python whose wheels are fetched. Only the C library inside is used, which is the same for each, so the machine's
 * own Python may be older or newer than those that TensorFlow supports.
 */
const WHEEL_PYTHON = '3.12';

/** A Python of this machine that has pip: the one that was named, else the first on the path. */
export async function findPython(named: string | undefined): Promise<string> {
  for (const candidate of named === undefined ? ['python3', 'python'] : [named]) {
    const result = await runTool(candidate, ['-m', 'pip', '--version']);
    if (result.state === 'done') return candidate;
  }
  throw new Failure(
    'python-missing',
    named === undefined
      ? 'TensorFlow is fetched from PyPI with pip, and no Python 3 with pip was found; install python3 and python3-pip, or name one with --python PATH.'
      : `${named} is not a Python 3 with pip; name another with --python PATH.`,
  );
}

/** Downloads the wheels of TensorFlow (and, for a GPU, of NVIDIA's CUDA libraries) into `folder` and lists them. */
export async function fetchWheels(
  python: string,
  kind: TensorFlowKind,
  version: string,
  folder: string,
): Promise<string[]> {
  const wanted = requirement(kind, version);
  const args = ['-m', 'pip', 'download', wanted, '--dest', folder, '--disable-pip-version-check'];
  args.push('--only-binary=:all:', '--python-version', WHEEL_PYTHON);
  // CUDA's libraries come as dependencies; without a GPU there is nothing beside the one wheel to fetch.
  if (kind === 'cpu') args.push('--no-deps');
  const result = await runTool(python, args, { echo: true });
  if (result.state !== 'done') {
    const why = result.state === 'failed' ? lastLines(result.output) : 'it could not be started';
    throw new Failure('download-failed', `pip could not fetch ${wanted} from PyPI: ${why}`);
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith('.whl'))
    .map((name) => join(folder, name));
}

function requirement(kind: TensorFlowKind, version: string): string {
  if (kind === 'gpu') return `tensorflow[and-cuda]==${version}`;
  // The wheel of that name is empty on ARM, where the plain one has no CUDA in it anyway.
  return `${process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow'}==${version}`;
}
