import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../main/core/generation/generate.ts';
import { OnnxRuntimeEngine } from '../../../main/node/engines/onnxruntime/engine.ts';
import { loadModel } from '../../../main/node/generation/load-model.ts';
import { readSamples, type CheckpointSamples } from '../../../main/node/training/checkpoint-samples.ts';
import type { TrainRequest } from '../../../main/node/training/train-request.ts';
import { trainRun } from '../../../main/node/training/train-run.ts';
import { tinyTraining } from './fixture.ts';

let folder: string;
let tiny: TrainRequest;
let engine: OnnxRuntimeEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hornbook-samples-'));
  engine = new OnnxRuntimeEngine({ threads: 1 });
  tiny = {
    ...(await tinyTraining(folder)),
    budget: { kind: 'steps', steps: 9 },
    checkpointEvery: 3,
    keepLast: 9,
  };
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

const prompts = ['def add_q(x):\n', 'def add_r(x):\n    """Add 5'];
const samples = { kind: 'prompts', prompts } as const;
const withoutTime = (all: readonly CheckpointSamples[]) => all.map((one) => ({ ...one, elapsedMs: 0 }));

describe('what a model writes at its checkpoints', () => {
  it('is what its checkpoint writes, and leaves the trained bytes as they were', async () => {
    const plain = await trainRun({ ...tiny, outDir: join(folder, 'plain') }, { engine });
    const told: CheckpointSamples[] = [];
    const outDir = join(folder, 'sampled');
    const sampled = await trainRun(
      { ...tiny, outDir, samples },
      { engine, onSamples: (one) => told.push(one) },
    );
    expect(sampled.state.weights.sha256).toBe(plain.state.weights.sha256);
    expect(sampled.state.moments.sha256).toBe(plain.state.moments.sha256);
    // Phases of six and three steps: a checkpoint at every third, each with its texts.
    expect(told.map(({ step }) => step)).toEqual([3, 6, 9]);
    expect(readSamples(outDir)).toEqual(told);

    const model = await loadModel(sampled.checkpoint, { engine });
    for (const [index, prompt] of prompts.entries()) {
      const settings = { sampling: { kind: 'greedy' }, maxNewTokens: told[2]!.maxNewTokens } as const;
      const { completion } = await generate(model, prompt, settings);
      expect(told[2]!.completions[index]!.text).toBe(completion);
    }
    await model.close();
  });

  it('is there once for each checkpoint, wherever a run was broken off', async () => {
    const outDir = join(folder, 'broken');
    const whole = readSamples(join(folder, 'sampled'));
    const abort = new AbortController();
    const onMetric = ({ step }: { readonly step: number }): void => {
      if (step === 6) abort.abort();
    };
    await trainRun({ ...tiny, outDir, samples }, { engine, onMetric, signal: abort.signal });
    // Killed after the checkpoint and before its texts were whole.
    const path = join(outDir, 'samples.jsonl');
    const [first, second] = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, `${first!}\n${second!.slice(0, 40)}`);
    const told: number[] = [];
    const resumed = { ...tiny, outDir, resume: 'required' } as const;
    await trainRun(resumed, { engine, onSamples: ({ step }) => told.push(step) });
    expect(told).toEqual([6, 9]);
    expect(withoutTime(readSamples(outDir))).toEqual(withoutTime(whole));

    // What lies behind the checkpoint that a run goes on from is trained, and written, again.
    await appendFile(path, `${JSON.stringify({ ...whole[2]!, step: 12 })}\n`);
    await trainRun(resumed, { engine });
    expect(readSamples(outDir).map(({ step }) => step)).toEqual([3, 6, 9]);
  });

  it('begins with documents that are held out where nobody says with what', async () => {
    const outDir = join(folder, 'held-out');
    const { record } = await trainRun({ ...tiny, outDir, samples: { kind: 'held-out' } }, { engine });
    expect(record.samples!.sparing).toBe(true);
    for (const prompt of record.samples!.prompts) expect(prompt).toMatch(/^def add_[a-z]\(x\):\n/);
    // The first and the last always; between, as far as the time allows.
    const steps = readSamples(outDir).map(({ step }) => step);
    expect(steps[0]).toBe(3);
    expect(steps.at(-1)).toBe(9);
  });
});
