import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate, generateBatch } from '../../main/core/generation/generate.ts';
import type { StepMetric } from '../../main/core/training/run.ts';
import { openCheckpoint, readWeights } from '../../main/node/checkpoints/read-checkpoint.ts';
import type { EngineName } from '../../main/node/engines/open-engine.ts';
import { loadModel } from '../../main/node/generation/load-model.ts';
import type { TrainReport, TrainRequest } from '../../main/node/training/train-request.ts';
import { trainRun } from '../../main/node/training/train-run.ts';
import { tinyTraining } from '../node/training/fixture.ts';

/** Twenty steps from one checkpoint, through the same door as `lab train`, on the default engine and on tfjs. */
let folder: string;
let request: TrainRequest;
let base: TrainReport;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hornbook-parity-'));
  const tiny = await tinyTraining(folder);
  request = { ...tiny, phases: tiny.phases.slice(0, 1), evalEvery: 10 };
  const outDir = join(folder, 'base');
  base = await trainRun({ ...request, outDir, budget: { kind: 'steps', steps: 10 } });
});
afterAll(() => rm(folder, { recursive: true }));

type Trained = { readonly report: TrainReport; readonly metrics: readonly StepMetric[] };

async function trainOn(
  engine: EngineName,
  outDir: string,
  changes: Partial<TrainRequest> = {},
): Promise<Trained> {
  const metrics: StepMetric[] = [];
  const budget = { kind: 'steps', steps: 20 } as const;
  const asked = { ...request, from: base.checkpoint, engine, outDir, budget, ...changes };
  const report = await trainRun(asked, { onMetric: (metric) => metrics.push(metric) });
  return { report, metrics };
}

test('tfjs-wasm and onnxruntime agree in every loss to 1e-3 over twenty steps from one checkpoint', async () => {
  const expected = await trainOn('onnxruntime', join(folder, 'onnxruntime'));
  const got = await trainOn('tfjs-wasm', join(folder, 'tfjs-wasm'));
  expect(got.metrics.length).toBe(20);
  for (const [index, { loss, heldOutLoss }] of expected.metrics.entries()) {
    expect(Math.abs(got.metrics[index]!.loss - loss)).toBeLessThan(1e-3);
    if (heldOutLoss !== undefined) {
      expect(Math.abs(got.metrics[index]!.heldOutLoss! - heldOutLoss)).toBeLessThan(1e-3);
    }
  }
});

test('micro-batches and recomputation give the same on tfjs-wasm as on onnxruntime', async () => {
  const changes = { batch: 2, accumulate: 2, recompute: 'block' } as const;
  const expected = await trainOn('onnxruntime', join(folder, 'parts on onnxruntime'), changes);
  const got = await trainOn('tfjs-wasm', join(folder, 'parts on tfjs'), changes);
  for (const [index, { loss, gradientNorm }] of expected.metrics.entries()) {
    expect(Math.abs(got.metrics[index]!.loss - loss)).toBeLessThan(1e-3);
    expect(Math.abs(got.metrics[index]!.gradientNorm - gradientNorm)).toBeLessThan(1e-2);
  }
});

test('a model writes the same on tfjs-wasm as on onnxruntime, alone and among others', async () => {
  const write = async (engine: EngineName): Promise<string[]> => {
    const model = await loadModel(base.checkpoint, { engine });
    const prompts = ['def add_', '    return', 'x'].map((prompt, id) => ({
      id: String(id),
      prompt,
      seed: 1,
    }));
    const options = { sampling: { kind: 'greedy' }, maxNewTokens: 12, stop: [] } as const;
    const alone = (await generate(model, 'def add_', options)).completion;
    const texts = new Map<string, string>();
    for await (const { id, completion } of generateBatch(model, prompts, options)) texts.set(id, completion);
    await model.close();
    return [alone, ...prompts.map(({ id }) => texts.get(id)!)];
  };
  const expected = await write('onnxruntime');
  expect(expected[0]!.length).toBeGreaterThan(0);
  expect(await write('tfjs-wasm')).toEqual(expected);
});

describe('a run on tfjs-wasm', () => {
  test('names its engine in its record, keeps it when it is resumed, and refuses another', async () => {
    const outDir = join(folder, 'recorded');
    const stop = new AbortController();
    const asked = { ...request, engine: 'tfjs-wasm', outDir, budget: { kind: 'steps', steps: 6 } } as const;
    const onMetric = ({ step }: StepMetric): void => {
      if (step === 3) stop.abort();
    };
    const { record, outcome } = await trainRun(asked, { onMetric, signal: stop.signal });
    expect(outcome).toBe('stopped');
    expect(record.engineName).toBe('tfjs-wasm');
    expect(record.engine).toMatch(/^TensorFlow\.js 4\.\d+\.\d+ in WebAssembly/);
    expect(JSON.parse(await readFile(join(outDir, 'run.json'), 'utf8'))).toMatchObject({
      engineName: 'tfjs-wasm',
    });
    await expect(trainRun({ ...asked, engine: 'onnxruntime', resume: 'required' })).rejects.toThrow(
      /was begun with tfjs-wasm, not onnxruntime; resume it without --engine/,
    );
    const { engine: _, ...withoutEngine } = asked;
    const resumed = await trainRun({ ...withoutEngine, resume: 'required' });
    expect(resumed).toMatchObject({
      outcome: 'done',
      record: { engineName: 'tfjs-wasm' },
      state: { step: 6 },
    });
  });

  test('that was interrupted and resumed ends where an uninterrupted one ends', async () => {
    const whole = await trainOn('tfjs-wasm', join(folder, 'whole'), { checkpointEvery: 7 });
    const outDir = join(folder, 'interrupted');
    const stop = new AbortController();
    const budget = { kind: 'steps', steps: 20 } as const;
    const asked = { ...request, from: base.checkpoint, engine: 'tfjs-wasm', outDir, budget } as const;
    const onMetric = ({ step }: StepMetric): void => {
      if (step === 9) stop.abort();
    };
    await trainRun(asked, { onMetric, signal: stop.signal });
    const resumed = await trainRun({ ...asked, resume: 'required' });
    const [wanted, got] = await Promise.all(
      [whole.report, resumed].map(async ({ checkpoint }) => readWeights(await openCheckpoint(checkpoint))),
    );
    for (const [index, data] of wanted!.entries()) {
      for (const [at, x] of data.entries()) expect(Math.abs(got![index]![at]! - x)).toBeLessThan(1e-6);
    }
  });
});
