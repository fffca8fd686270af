import type { EnginesView, EngineState, EngineView } from '../../preload/contract/engines.ts';
import { NOW } from './fixture-data.ts';
import type { Moment } from './fixture-stages.ts';

const ready = (description: string, tokensPerSecond: number, small = false, agrees = true): EngineState => ({
  state: 'ready',
  description,
  speed: {
    tokensPerSecond,
    batch: small ? 1 : 8,
    context: small ? 64 : 256,
    loss: agrees ? 6.9378 : 0.0131,
  },
  agrees,
  triedAt: NOW - 600_000,
});

const engine = (
  name: string,
  title: string,
  runsOn: string,
  version: string | null,
  state: EngineState,
): EngineView => ({ name, title, runsOn, version, recommended: false, state });

/** Engines with every state that there is; before the first run none was measured. */
export function enginesAt(moment: Moment): EnginesView {
  const measured = moment !== 'first';
  const unless = (state: EngineState): EngineState => (measured ? state : { state: 'untried' });
  const engines = [
    engine(
      'onnxruntime',
      'ONNX Runtime',
      'CPU',
      '1.30.0',
      unless(ready('onnxruntime 1.30.0 on the CPU, 2 threads', 8_954)),
    ),
    engine(
      'onnxruntime-webgpu',
      'ONNX Runtime, WebGPU',
      'any GPU',
      '1.30.0',
      unless(ready('onnxruntime 1.30.0 with WebGPU on SwiftShader Device (software)', 41, true, false)),
    ),
    engine('onnxruntime-cuda', 'ONNX Runtime, CUDA', 'NVIDIA', null, {
      state: 'missing',
      why: 'No NVIDIA card with a driver was found (nvidia-smi is not there).',
      command: null,
    }),
    engine('tfjs-node-gpu', 'TensorFlow, CUDA', 'NVIDIA', null, {
      state: 'missing',
      why: 'No NVIDIA card with a driver was found (nvidia-smi is not there).',
      command: null,
    }),
    engine('tfjs-node', 'TensorFlow', 'CPU', null, {
      state: 'missing',
      why: 'TensorFlow’s native library is not built here; npm run engines:tensorflow fetches it from PyPI and builds it.',
      command: 'npm run engines:tensorflow',
    }),
    engine(
      'tfjs-webgpu',
      'TensorFlow.js, WebGPU',
      'any GPU',
      '4.22.0',
      unless({
        state: 'failed',
        why: 'WebGPU found no GPU: install the Vulkan driver of your card (on Debian and Ubuntu: apt install libvulkan1 mesa-vulkan-drivers, or NVIDIA’s own driver).',
        triedAt: NOW - 500_000,
      }),
    ),
    engine(
      'tfjs-wasm',
      'TensorFlow.js, WebAssembly',
      'CPU',
      '4.22.0',
      unless(ready('TensorFlow.js 4.22.0 in WebAssembly with SIMD on the CPU, 1 thread', 1_212)),
    ),
    engine(
      'tfjs-cpu',
      'TensorFlow.js, JavaScript',
      'CPU',
      '4.22.0',
      moment === 'running'
        ? { state: 'measuring' }
        : unless(ready('TensorFlow.js 4.22.0 in plain JavaScript on the CPU, 1 thread', 38, true)),
    ),
  ];
  return {
    engines: engines.map((one) => ({ ...one, recommended: one.name === 'onnxruntime' })),
    nvidia: { state: 'none' },
  };
}
