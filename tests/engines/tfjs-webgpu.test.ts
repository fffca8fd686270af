import { describe, expect, test } from 'vitest';
import { openEngine } from '../../main/node/engines/open-engine.ts';
import { engineContract, singlePrecision } from './contract/engine-contract.ts';
import { sampleOf, useSoftwareGpu, withoutSoftwareGpu } from './software-gpu.ts';

useSoftwareGpu();

describe.skipIf(withoutSoftwareGpu !== '')(`on SwiftShader${withoutSoftwareGpu}`, () => {
  engineContract('tfjs-webgpu', () => openEngine('tfjs-webgpu'), {
    ...singlePrecision,
    primitive: 1e-4,
    repeats: 'closely',
    ...sampleOf({ cases: 8, steps: 3 }),
  });

  test('names the adapter, and says that it is software', async () => {
    const engine = await openEngine('tfjs-webgpu');
    expect(engine.description).toMatch(
      /^TensorFlow\.js \d+\.\d+\.\d+ with WebGPU on SwiftShader.* \(software\)$/,
    );
    await engine.close();
  });
});
