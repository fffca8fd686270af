import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { missingTensorFlow } from '../tfjs/backends/tensorflow.ts';
import { findTensorFlow, type TensorFlowKind } from '../tensorflow/library.ts';
import type { EngineName } from '../open-engine.ts';
import { packageFolder, packageVersion } from '../../runtime/package-folder.ts';
import { dawnRefusal } from '../webgpu/dawn.ts';
import type { NvidiaReport } from './nvidia.ts';

/** Whether an engine's files are here; that says nothing yet of whether it runs. */
export type Presence =
  | { readonly state: 'installed'; readonly version: string }
  | {
      readonly state: 'missing';
      /** One sentence. */
      readonly why: string;
      /** What to do about it: a command, or null where nothing helps on this machine. */
      readonly command: string | null;
    };

/** What a person calls an engine, and what it computes on. */
export const engineTitles: Readonly<Record<EngineName, { readonly title: string; readonly runsOn: string }>> =
  {
    onnxruntime: { title: 'ONNX Runtime', runsOn: 'CPU' },
    'onnxruntime-webgpu': { title: 'ONNX Runtime, WebGPU', runsOn: 'any GPU' },
    'onnxruntime-cuda': { title: 'ONNX Runtime, CUDA', runsOn: 'NVIDIA' },
    'tfjs-node-gpu': { title: 'TensorFlow, CUDA', runsOn: 'NVIDIA' },
    'tfjs-node': { title: 'TensorFlow', runsOn: 'CPU' },
    'tfjs-webgpu': { title: 'TensorFlow.js, WebGPU', runsOn: 'any GPU' },
    'tfjs-wasm': { title: 'TensorFlow.js, WebAssembly', runsOn: 'CPU' },
    'tfjs-cpu': { title: 'TensorFlow.js, JavaScript', runsOn: 'CPU' },
  };

/** Looks for an engine's packages and libraries without loading native code, which may take its process down. */
export function findEngine(name: EngineName, nvidia: NvidiaReport): Presence {
  return finders[name](nvidia);
}

const finders: Readonly<Record<EngineName, (nvidia: NvidiaReport) => Presence>> = {
  onnxruntime: () => ofPackages('onnxruntime-node'),
  'onnxruntime-webgpu': () => ofPackages('onnxruntime-node'),
  'onnxruntime-cuda': onnxRuntimeCuda,
  'tfjs-node-gpu': (nvidia) => needingNvidia(nvidia) ?? tensorFlow('gpu'),
  'tfjs-node': () => tensorFlow('cpu'),
  'tfjs-webgpu': () => {
    const refusal = dawnRefusal();
    return refusal === null
      ? ofPackages('@tensorflow/tfjs-backend-webgpu', 'webgpu')
      : { state: 'missing', why: refusal, command: null };
  },
  'tfjs-wasm': () => ofPackages('@tensorflow/tfjs-backend-wasm'),
  'tfjs-cpu': () => ofPackages('@tensorflow/tfjs-backend-cpu'),
};

/** The first package gives the version; the others must be there too. */
function ofPackages(first: string, ...others: string[]): Presence {
  const absent = [first, ...others].find((name) => packageFolder(name) === null);
  if (absent !== undefined) {
    return { state: 'missing', why: `The package ${absent} is not installed.`, command: 'npm ci' };
  }
  return { state: 'installed', version: packageVersion(first)! };
}

function needingNvidia(nvidia: NvidiaReport): Presence | null {
  switch (nvidia.state) {
    case 'found':
      return null;
    case 'none':
      return {
        state: 'missing',
        why: 'No NVIDIA card with a driver was found (nvidia-smi is not there).',
        command: null,
      };
    case 'broken':
      return {
        state: 'missing',
        why: `NVIDIA’s driver does not answer: ${nvidia.why}`,
        command: 'nvidia-smi',
      };
  }
}

function tensorFlow(kind: TensorFlowKind): Presence {
  const library = findTensorFlow(kind);
  if (library !== null) return { state: 'installed', version: library.version };
  const command = kind === 'gpu' ? 'npm run engines:tensorflow -- --gpu' : 'npm run engines:tensorflow';
  return { state: 'missing', why: missingTensorFlow(kind), command };
}

/** The npm package holds onnxruntime without its CUDA provider, which is too large for the registry. */
function onnxRuntimeCuda(nvidia: NvidiaReport): Presence {
  const packaged = ofPackages('onnxruntime-node');
  if (packaged.state === 'missing') return packaged;
  const absent = needingNvidia(nvidia);
  if (absent !== null) return absent;
  const folder = packageFolder('onnxruntime-node')!;
  const library = join(
    folder,
    'bin',
    'napi-v6',
    process.platform,
    process.arch,
    'libonnxruntime_providers_cuda.so',
  );
  if (existsSync(library)) return packaged;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const why = 'onnxruntime-node offers its CUDA provider on Linux x64 only; use onnxruntime-webgpu here.';
    return { state: 'missing', why, command: null };
  }
  return {
    state: 'missing',
    why: 'onnxruntime’s CUDA library is not part of its npm package; its own script downloads it from nuget.org. It also needs CUDA 12 and cuDNN 9.',
    command: 'ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js',
  };
}
