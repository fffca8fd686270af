import { describe, expect, test } from 'vitest';
import { findTensorFlow } from '../../main/node/engines/tensorflow/library.ts';
import { openEngine } from '../../main/node/engines/open-engine.ts';
import { engineContract, singlePrecision } from './contract/engine-contract.ts';

const absent = findTensorFlow('cpu') === null;
const why = absent
  ? ' (skipped: TensorFlow’s library is not built here; npm run engines:tensorflow builds it)'
  : '';

describe.skipIf(absent)(`TensorFlow’s native library${why}`, () => {
  engineContract('tfjs-node', () => openEngine('tfjs-node', { threads: 2 }), {
    ...singlePrecision,
    repeats: 'closely',
  });

  test('names its version and its device', async () => {
    const engine = await openEngine('tfjs-node');
    expect(engine.description).toMatch(/^TensorFlow \d+\.\d+\.\d+ through tfjs-node on the CPU/);
    await engine.close();
  });
});
