import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import util from 'node:util';
import type { KernelBackend } from '@tensorflow/tfjs-core';
import { Failure } from '../../../core/failure.ts';
import { packageFolder } from '../../runtime/package-folder.ts';
import type { Tfjs } from '../tfjs/backend.ts';
import type { TensorFlowLibrary } from './library.ts';

/** What the backend asks of the native module beyond its own use. */
type Binding = { readonly TF_Version: string; isUsingGpuDevice(): boolean; getNumOfTensors(): number };

export type LoadedTensorFlow = {
  readonly tf: Tfjs;
  /** The version that the native library itself states. */
  readonly version: string;
  readonly usesGpu: boolean;
};

/** The name under which tfjs-node's kernels are registered. */
export const TENSORFLOW_BACKEND = 'tensorflow';

let loaded: { readonly addon: string; readonly result: LoadedTensorFlow } | undefined;

/**
 * Loads tfjs-node's native module and its kernels and registers them with tfjs-core. Its own entry point is passed by:
 * it looks for the addon in its package only, and brings the layers, data and converter packages along.
 */
export function loadTensorFlow(library: TensorFlowLibrary): LoadedTensorFlow {
  if (loaded !== undefined) {
    if (loaded.addon === library.addon) return loaded.result;
    throw new Failure(
      'engine-in-use',
      'One process holds one TensorFlow library, and another one is loaded already; use a process of its own.',
    );
  }
  const folder = library.kernels;
  const load = createRequire(join(folder, 'package.json'));
  restoreRemovedUtil();
  const binding = loadBinding(load, library.addon);
  const core = createRequire(join(packageFolder('@tensorflow/tfjs-core')!, 'package.json'));
  const tf = core('@tensorflow/tfjs-core') as Tfjs;
  const place = pathToFileURL(core.resolve('@tensorflow/tfjs-core')).href;
  // The kernels ask for the union of all of TensorFlow.js and use its core alone, which must be the one that programs
  // are run with: a second copy would not see what they register.
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@tensorflow/tfjs' || specifier === '@tensorflow/tfjs-core'
        ? { url: place, shortCircuit: true }
        : next(specifier, context),
  });
  try {
    const { NodeJSKernelBackend } = load(join(folder, 'dist', 'nodejs_kernel_backend.js')) as {
      NodeJSKernelBackend: new (binding: Binding, packageName: string) => KernelBackend;
    };
    load(join(folder, 'dist', 'register_all_kernels.js'));
    const packageName = library.kind === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
    tf.registerBackend(TENSORFLOW_BACKEND, () => new NodeJSKernelBackend(binding, packageName));
    const result = { tf, version: binding.TF_Version, usesGpu: binding.isUsingGpuDevice() };
    loaded = { addon: library.addon, result };
    return result;
  } finally {
    hooks.deregister();
  }
}

function loadBinding(load: NodeJS.Require, addon: string): Binding {
  // TensorFlow announces its build and every device on standard error; 2 leaves errors.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  try {
    return load(addon) as Binding;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    throw new Failure(
      'engine-broken',
      `TensorFlow's library could not be loaded (${why}); build it again with npm run engines:tensorflow.`,
      { cause },
    );
  }
}

/**
 * tfjs-node 4.22 is the last release. Of the functions of `util` that it calls, Node 23 removed `isNullOrUndefined`,
 * and Node 24 prints a warning for `isArray`. This is the one place that gives them, to whoever asks in this process.
 */
function restoreRemovedUtil(): void {
  const replacements = {
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
    isArray: (value: unknown): boolean => Array.isArray(value),
  };
  for (const [name, value] of Object.entries(replacements)) {
    Object.defineProperty(util, name, { value, configurable: true, writable: true });
  }
}
