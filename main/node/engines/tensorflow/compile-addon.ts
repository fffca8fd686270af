import { join } from 'node:path';
import { Failure } from '../../../core/failure.ts';
import { lastLines, runTool } from './run-tool.ts';

/** The version of Node-API that the binding is written for; later Nodes keep it. */
const NAPI_VERSION = 8;

/** `CXX` first, as with every other build on the machine. */
export async function findCompiler(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = environment['CXX'];
  for (const candidate of named ? [named] : ['c++', 'g++', 'clang++']) {
    if ((await runTool(candidate, ['--version'])).state === 'done') return candidate;
  }
  throw new Failure(
    'compiler-missing',
    named
      ? `CXX names ${named}, which does not run; set it to a C++17 compiler.`
      : 'tfjs-node’s addon is compiled on this machine, and no C++ compiler was found; install one (on Debian and Ubuntu: apt install g++) or set CXX.',
  );
}

/** Where what is compiled lies. */
export type AddonSources = {
  /** Folder of tfjs-node's package. */
  readonly tfjsNode: string;
  /** Folder of Node-API's headers. */
  readonly nodeApi: string;
  /** Folder `tensorflow` of an unpacked wheel. */
  readonly tensorflow: string;
};

/**
 * Compiles tfjs-node's binding against TensorFlow's C library into `addon`, which must lie beside the library's folder.
 * node-gyp is not used: it downloads headers from nodejs.org, while Node-API's lie in an npm package.
 */
export async function compileAddon(compiler: string, sources: AddonSources, addon: string): Promise<void> {
  const binding = join(sources.tfjsNode, 'binding');
  const args = [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    '-fvisibility=hidden',
    `-DNAPI_VERSION=${String(NAPI_VERSION)}`,
    `-I${join(sources.nodeApi, 'include')}`,
    `-I${join(sources.tensorflow, 'include')}`,
    join(binding, 'tfjs_backend.cc'),
    join(binding, 'tfjs_binding.cc'),
    '-o',
    addon,
    `-L${sources.tensorflow}`,
    '-l:libtensorflow_cc.so.2',
    '-l:libtensorflow_framework.so.2',
    '-Wl,-rpath,$ORIGIN/tensorflow',
  ];
  const result = await runTool(compiler, args);
  if (result.state === 'done') return;
  const why = result.state === 'failed' ? lastLines(errorsOf(result.output), 2) : 'it could not be started';
  throw new Failure('compile-failed', `${compiler} could not compile tfjs-node’s addon: ${why}`);
}

const errorsOf = (output: string): string => {
  const errors = output.split('\n').filter((line) => /error/i.test(line));
  return errors.length > 0 ? errors.join('\n') : output;
};
