import ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { FEATURE_NAMES } from '../../../main/core/corpus/feature-names.ts';
import { features } from '../../../main/core/corpus/features.ts';
import { scoreOf } from '../../../main/core/corpus/quality-classifier.ts';
import { fit } from '../../../main/core/corpus/quality.ts';
import { rubricLabel } from '../../../main/core/corpus/rubric.ts';
import { encodeForest } from '../../../main/node/corpus/forest-onnx.ts';
import { importStandardLibrary, newImportCounts } from '../../../main/node/corpus/import-python.ts';
import { parse } from '../../core/corpus/python.ts';

test('onnxruntime scores the standard library as the forest itself does', async () => {
  const vectors: Float64Array[] = [];
  let file = 0;
  for await (const { text } of importStandardLibrary(newImportCounts())) {
    if (file++ % 3 === 0) vectors.push(features(parse(text)));
  }
  const half = vectors.filter((_, at) => at % 2 === 0);
  const forest = fit(
    half.map((vector) => ({ features: vector, label: rubricLabel(vector) })),
    1,
  );
  const session = await ort.InferenceSession.create(encodeForest(forest, FEATURE_NAMES));
  const rows = Float64Array.from(vectors.flatMap((vector) => Array.from(vector)));
  const { scores } = await session.run({
    features: new ort.Tensor('float64', rows, [vectors.length, FEATURE_NAMES.length]),
  });
  expect(scores!.dims).toEqual([vectors.length, 2]);
  const found = scores!.data as Float32Array;
  vectors.forEach((vector, row) => {
    const { quality, worthwhile } = scoreOf(forest, vector);
    expect(Math.abs(found[2 * row]! - quality)).toBeLessThan(1e-6);
    expect(Math.abs(found[2 * row + 1]! - worthwhile)).toBeLessThan(1e-6);
  });
  await session.release();
});
