import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../main/core/generation/generate.ts';
import { writeTokenizerJson } from '../../../main/core/tokenizer/tokenizer-json.ts';
import { trainTokenizer } from '../../../main/core/tokenizer/train.ts';
import type { StepMetric } from '../../../main/core/training/run.ts';
import { listCheckpoints } from '../../../main/node/checkpoints/retention.ts';
import { writeTokenFile } from '../../../main/node/datasets/token-file.ts';
import { OnnxRuntimeEngine } from '../../../main/node/engines/onnxruntime/engine.ts';
import { loadModel } from '../../../main/node/generation/load-model.ts';
import { refuseHopeless } from '../../../main/node/training/fit-memory.ts';
import type { TrainRequest } from '../../../main/node/training/train-request.ts';
import { trainRun } from '../../../main/node/training/train-run.ts';
import { tinyTraining } from './fixture.ts';

let folder: string;
let tiny: TrainRequest;
let engine: OnnxRuntimeEngine;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hornbook-train-'));
  engine = new OnnxRuntimeEngine({ threads: 1 });
  tiny = { ...(await tinyTraining(folder)), budget: { kind: 'steps', steps: 4 }, batch: 2, context: 16 };
  tiny = { ...tiny, phases: tiny.phases.slice(0, 1) };
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

const request = (changes: Partial<TrainRequest>): TrainRequest => ({
  ...tiny,
  outDir: join(folder, `run-${String(runs++)}`),
  ...changes,
});
const train = (changes: Partial<TrainRequest>, hooks: Parameters<typeof trainRun>[1] = {}) =>
  trainRun(request(changes), { engine, ...hooks });

describe('a training run', () => {
  it('turns minutes into steps once, by measuring, and then depends on their number alone', async () => {
    const rarely = { checkpointEvery: 1000, evalEvery: 1000 };
    const timed = await train({ ...rarely, budget: { kind: 'minutes', minutes: 0.02 } });
    const [phase] = timed.record.plan.phases;
    expect(phase!.steps).toBeGreaterThan(0);
    expect(timed.state).toMatchObject({ step: phase!.steps, totalSteps: phase!.steps });
    const { steps, warmupSteps } = phase!;
    const counted = await train({ ...rarely, budget: { kind: 'steps', steps }, warmupSteps });
    expect(counted.state.weights).toEqual(timed.state.weights);
  });

  it('turns tokens into steps, and shares them between phases', async () => {
    const phases = [3, 1].map((share, index) => ({ ...tiny.phases[0]!, name: `p${String(index)}`, share }));
    const { record, state } = await train({ budget: { kind: 'tokens', tokens: 8 * 32 }, phases });
    expect(record.plan.phases.map(({ steps }) => steps)).toEqual([6, 2]);
    expect(state.tokens).toBe(8 * 32);
  });

  it('starts each phase with its own warm-up, and ends near rate 0', async () => {
    const phases = [1, 2].map((rate) => ({
      ...tiny.phases[0]!,
      name: `rate ${String(rate)}`,
      rate: rate * 1e-3,
    }));
    const metrics: StepMetric[] = [];
    const budget = { kind: 'steps', steps: 16 } as const;
    await train({ phases, budget, warmupSteps: 4 }, { onMetric: (metric) => metrics.push(metric) });
    const rates = metrics.map(({ rate }) => rate);
    expect(rates[0]).toBeCloseTo(1e-3 / 4, 9);
    expect(rates[3]).toBeCloseTo(1e-3, 9);
    expect(rates[7]).toBeCloseTo(1e-3 / 5, 9);
    expect(rates[8]).toBeCloseTo(2e-3 / 4, 9);
    expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
    expect(new Set(metrics.map(({ phase }) => phase))).toEqual(new Set(['rate 1', 'rate 2']));
  });

  it('finetunes from a checkpoint, whose weights it starts with', async () => {
    const base = await train({ budget: { kind: 'steps', steps: 12 } });
    const losses: number[] = [];
    const onMetric = ({ loss }: StepMetric): number => losses.push(loss);
    const { record } = await train({ from: base.checkpoint, rate: 1e-6 }, { onMetric });
    expect(record.startedFrom?.sha256).toBe(base.state.weights.sha256);
    expect(record.model).toEqual(base.record.model);
    expect(losses[0]).toBeLessThan(Math.log(300) - 0.5);

    const foreign = join(folder, 'foreign.json');
    const other = trainTokenizer(['x = [1]\n'], { vocabularySize: 260 });
    await writeFile(foreign, writeTokenizerJson(other));
    await expect(train({ from: base.checkpoint, tokenizer: foreign })).rejects.toThrow(
      /another tokenizer than the model/,
    );
  });

  it('saves by the clock too, for steps are slow where models are large', async () => {
    const saved: number[] = [];
    const onCheckpoint = (_path: string, { step }: { readonly step: number }): number => saved.push(step);
    await train({ checkpointEvery: 1000, checkpointMinutes: 1e-9 }, { onCheckpoint });
    expect(saved).toEqual([1, 2, 3, 4]);
    saved.length = 0;
    await train({ checkpointEvery: 3, checkpointMinutes: 0 }, { onCheckpoint });
    expect(saved).toEqual([3, 4]);
  });

  it('gives a model that writes text', async () => {
    const { checkpoint } = await train({});
    const model = await loadModel(checkpoint, { engine });
    const settings = { sampling: { kind: 'greedy' }, maxNewTokens: 5 } as const;
    const { tokens, completion } = await generate(model, 'def add_a(x):\n', settings);
    expect(completion).toBe(model.codec.decode(tokens));
    expect(tokens.length).toBeGreaterThan(0);
    await model.close();
  });
});

describe('what cannot be trained is refused in one sentence:', () => {
  const tokens = async (name: string, ids: number[], tokenizerHash = 'tokenizer', vocabularySize = 300) => {
    const path = join(folder, name);
    await writeTokenFile(path, [ids], { vocabularySize, endOfText: 0, datasetHash: 'd', tokenizerHash });
    return path;
  };

  it('a preset that does not fit in memory, with the figures', async () => {
    const big = { preset: 'small', model: {}, batch: 8, context: 2048 } as const;
    await expect(train(big, { freeBytes: 3.2e9 })).rejects.toThrow(
      /^The preset small needs about \d+\.\d GB to train at batch 8 × context 2048 even when activations are computed twice; this machine has 3\.2 GB free\. Even one sequence at a time takes \d+\.\d GB; choose a smaller preset or a shorter context\.$/,
    );
    await expect(train(big, { freeBytes: 9.5e9 })).rejects.toThrow(
      /9\.5 GB free\. Batch 1 with --accumulate 8 learns the same in \d\.\d GB\.$/,
    );
  });

  it('a preset that fits with no vocabulary, before the data is touched', () => {
    expect(() => {
      refuseHopeless({ preset: 'phi-1', batch: 1 }, 16e9);
    }).toThrow(
      /^The preset phi-1 needs about \d\d\.\d GB .* this machine has 16\.0 GB free\. Choose a smaller preset or a shorter context\.$/,
    );
    expect(() => {
      refuseHopeless({ preset: 'phi-1' }, 16e9);
    }).toThrow(/at batch 32 × context 2048/);
    refuseHopeless({ preset: 'small', batch: 1, context: 1024 }, 20 * 2 ** 30);
  });

  it('a folder that holds a run already, and a resume where there is none', async () => {
    const { outDir } = tiny;
    await trainRun(tiny, { engine });
    await expect(trainRun(tiny, { engine })).rejects.toThrow(
      `${outDir} already holds a run (step 4 of 4); resume it with --resume or choose another folder.`,
    );
    await expect(train({ resume: 'required' })).rejects.toThrow(/There is no run to resume in/);
  });

  it('an output folder that cannot be one', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(train({ outDir: join(folder, 'file', 'run') })).rejects.toThrow(
      /a part of its path is a file/,
    );
    if (process.getuid?.() !== 0) {
      await expect(train({ outDir: '/proc/run' })).rejects.toThrow(/cannot be written|not writable/);
    }
  });

  it('data that is missing, empty, too short, or from another tokenizer', async () => {
    const on = (path: string) => train({ phases: [{ name: 'raw', tokens: path }] });
    await expect(on(join(folder, 'none'))).rejects.toThrow(/token file .*none cannot be used/);
    await expect(on(await tokens('short', [1, 2, 3]))).rejects.toThrow(/The data has 4 tokens/);
    const foreign = await tokens(
      'foreign',
      Array.from({ length: 200 }, () => 5),
      'another',
    );
    const phases = [...tiny.phases, { name: 'foreign', tokens: foreign }];
    await expect(train({ phases })).rejects.toThrow(/different tokenizers/);
    const heldOut = await tokens('held-out', [1]);
    await expect(train({ phases: [{ ...tiny.phases[0]!, heldOut }] })).rejects.toThrow(
      /held out.* has 2 tokens/,
    );
  });

  it('sizes and settings that make no sense', async () => {
    await expect(train({ model: { width: 30, heads: 4 } })).rejects.toThrow(
      /Width 30 does not divide into 4 heads/,
    );
    await expect(train({ batch: 0 })).rejects.toThrow(/The batch is 0/);
    await expect(train({ budget: { kind: 'minutes', minutes: -1 } })).rejects.toThrow(/-1 minutes/);
    await expect(train({ phases: [] })).rejects.toThrow(/nothing to train on/);
    await expect(train({ model: { ...tiny.model, vocabulary: 100 } })).rejects.toThrow(
      /vocabulary of 300.*model has 100/,
    );
    await expect(train({ model: { ...tiny.model, context: 8 } })).rejects.toThrow(
      /context of pretrain is 16.*8 positions/,
    );
    await expect(train({ tokenizer: join(folder, 'none.json') })).rejects.toThrow(
      /tokenizer .*none.json cannot be read/,
    );
  });
});

describe('a run that goes wrong', () => {
  it('saves the last sound state when it diverges, and says what to do', async () => {
    const wild = request({ rate: 1e30, warmupSteps: 0, budget: { kind: 'steps', steps: 50 } });
    await expect(trainRun(wild, { engine })).rejects.toThrow(
      /^Training diverged at step \d+ \(loss \S+ at rate \S+\): the state before it is saved as step \d+; train again with a lower rate/,
    );
    const [saved] = (await listCheckpoints(join(wild.outDir, 'checkpoints'))).slice(-1);
    expect(saved!.state.step).toBeGreaterThan(0);
    expect(saved!.state.step).toBeLessThan(50);
    expect(Number.isFinite(saved!.state.loss)).toBe(true);
  });

  it('is not resumed on other data than it began with', async () => {
    const path = join(folder, 'changing.tokens');
    const description = { vocabularySize: 300, endOfText: 0, datasetHash: 'd', tokenizerHash: 'tokenizer' };
    await writeTokenFile(path, [Array.from({ length: 200 }, (_, index) => index)], description);
    const first = request({ phases: [{ name: 'raw', tokens: path }] });
    await trainRun(first, { engine });
    await writeTokenFile(path, [Array.from({ length: 200 }, (_, index) => 200 - index)], description);
    await expect(trainRun({ ...first, resume: 'required' }, { engine })).rejects.toThrow(
      /not the one this run began with/,
    );
  });

  it('is not resumed from weights that were damaged', async () => {
    const first = request({});
    const { checkpoint } = await trainRun(first, { engine });
    const weights = join(checkpoint, 'model.safetensors');
    const bytes = await readFile(weights);
    bytes[5000]! ^= 255;
    await writeFile(weights, bytes);
    await expect(trainRun({ ...first, resume: 'required' }, { engine })).rejects.toThrow(
      /is not what was written/,
    );
  });
});
