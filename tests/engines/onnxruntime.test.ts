import { expect, test } from 'vitest';
import { openEngine } from '../../main/node/engines/open-engine.ts';
import { engineContract, singlePrecision } from './contract/engine-contract.ts';

engineContract('onnxruntime', () => openEngine('onnxruntime', { threads: 2 }), singlePrecision);

test('names its version, its device and its threads', async () => {
  const engine = await openEngine('onnxruntime', { threads: 1 });
  expect(engine.description).toMatch(/^onnxruntime \d+\.\d+\.\d+ on the CPU, 1 thread$/);
  await engine.close();
});
