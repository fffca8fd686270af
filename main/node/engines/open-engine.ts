import { Failure } from '../../core/failure.ts';
import type { Engine } from '../../core/training/engine.ts';
import type { TfjsBackend } from './tfjs/backend.ts';

/** Every engine that `--engine` takes, in no order of merit; which ones this machine has, `lab doctor` says. */
export const engineNames = [
  'onnxruntime',
  'onnxruntime-webgpu',
  'onnxruntime-cuda',
  'tfjs-node-gpu',
  'tfjs-node',
  'tfjs-webgpu',
  'tfjs-wasm',
  'tfjs-cpu',
] as const;

export type EngineName = (typeof engineNames)[number];

/** What runs where nothing is said: it comes with the lab and needs nothing of the machine. */
export const defaultEngine: EngineName = 'onnxruntime';

export type EngineOptions = {
  /** Threads of one operation, for engines that compute on the processor and can choose. */
  readonly threads?: number | undefined;
  /** How long a waiting thread spins, for engines that let one choose. */
  readonly spinMicroseconds?: number;
};

/** The engine that a person named. Throws a Failure that lists the names there are. */
export function engineNamed(name: string): EngineName {
  const found = engineNames.find((known) => known === name);
  if (found) return found;
  throw new Failure(
    'unknown-engine',
    `There is no engine called ${name}; choose one of ${engineNames.join(', ')} (lab doctor says which this machine has).`,
  );
}

/**
 * Opens an engine by its name; its packages are loaded only now. Throws a Failure with the code `engine-missing` that
 * says what to do where the engine is not installed or its device is not there.
 */
export function openEngine(name: EngineName, options: EngineOptions = {}): Promise<Engine> {
  return openers[name](options);
}

const openers: Readonly<Record<EngineName, (options: EngineOptions) => Promise<Engine>>> = {
  onnxruntime: async ({ threads, spinMicroseconds }) => {
    const { OnnxRuntimeEngine } = await import('./onnxruntime/engine.ts');
    return new OnnxRuntimeEngine({
      ...(threads === undefined ? {} : { threads }),
      ...(spinMicroseconds === undefined ? {} : { spinMicroseconds }),
    });
  },
  'onnxruntime-webgpu': async () =>
    (await import('./onnxruntime/gpu-engine.ts')).openOnnxRuntimeGpu('webgpu'),
  'onnxruntime-cuda': async () => (await import('./onnxruntime/gpu-engine.ts')).openOnnxRuntimeGpu('cuda'),
  'tfjs-node-gpu': async (options) =>
    onTfjs((await import('./tfjs/backends/tensorflow.ts')).tfjsNodeGpu, options),
  'tfjs-node': async (options) => onTfjs((await import('./tfjs/backends/tensorflow.ts')).tfjsNode, options),
  'tfjs-webgpu': async () => onTfjs((await import('./tfjs/backends/webgpu.ts')).tfjsWebGpu),
  'tfjs-wasm': async () => onTfjs((await import('./tfjs/backends/wasm.ts')).wasmBackend),
  'tfjs-cpu': async () => onTfjs((await import('./tfjs/backends/cpu.ts')).cpuBackend),
};

async function onTfjs(backend: TfjsBackend, options: EngineOptions = {}): Promise<Engine> {
  const { openTfjs } = await import('./tfjs/engine.ts');
  return openTfjs(backend, options);
}
