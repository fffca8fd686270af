import { describe } from 'vitest';
import { openEngine } from '../../main/node/engines/open-engine.ts';
import { engineContract, singlePrecision } from './contract/engine-contract.ts';
import { sampleOf, useSoftwareGpu, withoutSoftwareGpu } from './software-gpu.ts';

useSoftwareGpu();

describe.skipIf(withoutSoftwareGpu !== '')(`on SwiftShader${withoutSoftwareGpu}`, () => {
  engineContract('onnxruntime-webgpu', () => openEngine('onnxruntime-webgpu'), {
    ...singlePrecision,
    primitive: 1e-4,
    repeats: 'closely',
    ...sampleOf({ cases: 8, steps: 4 }),
  });
});
