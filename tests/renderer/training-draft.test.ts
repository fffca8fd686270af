import { describe, expect, it } from 'vitest';
import type { NewTraining } from '../../preload/contract/training.ts';
import { trainingInputs } from '../../preload/contract/training.ts';
import { memoryProblem, estimateSentence } from '../../renderer/views/runs/start/estimate-words.ts';
import {
  checkExtension,
  extensionSentence,
  firstExtension,
} from '../../renderer/views/runs/start/extension-draft.ts';
import {
  checkTraining,
  draftOfClone,
  firstDraft,
  promptsIn,
  type TrainingDraft,
} from '../../renderer/views/runs/start/training-draft.ts';

const choices = {
  datasets: [
    { id: 'r', name: 'raw', bytes: 1 },
    { id: 'e', name: 'exercises', bytes: 1 },
    { id: 'x', name: 'mine', bytes: 1 },
  ],
  presets: [{ name: 'nano', parameters: 1e6, context: 128 }],
  engines: ['onnxruntime'],
};
const source: NewTraining = {
  name: 'raw, again',
  model: { kind: 'run', run: 'raw-1' },
  tokenizer: { kind: 'run', run: 'raw-1' },
  phases: [
    {
      name: 'pretrain',
      data: { kind: 'run', run: 'raw-1', phase: 0, label: 'as pretrain' },
      share: 300,
      rate: 3e-3,
      warmupSteps: 15,
    },
    {
      name: 'finetune',
      data: { kind: 'run', run: 'raw-1', phase: 1, label: 'as finetune' },
      share: 100,
      rate: 3e-4,
      warmupSteps: 0,
    },
  ],
  budget: { kind: 'steps', steps: 400 },
  batch: 8,
  accumulate: 1,
  context: 128,
  weightDecay: 0,
  clipNorm: 1,
  seed: 7,
  engine: 'onnxruntime',
  threads: 2,
  checkpointEvery: 200,
  evalEvery: 50,
  prompts: ['def f():\n    """Say hi."""', 'x = [', '\n\ndef g():\n'],
  clonedFrom: 'raw-1',
};

const said = (draft: Partial<TrainingDraft>, from: NewTraining | null = null): string => {
  const check = checkTraining(
    { ...(from === null ? firstDraft(choices) : draftOfClone(from)), ...draft },
    from,
  );
  return check.ok ? 'fine' : check.message;
};

describe('a new training', () => {
  it('begins as the recipe trains, on its best data, and is what the lab takes', () => {
    const check = checkTraining(firstDraft(choices), null);
    expect(check.ok && trainingInputs['training.start'].parse(check.input)).toMatchObject({
      phases: [{ data: { kind: 'dataset', dataset: 'e' }, rate: 0.003 }],
      budget: { kind: 'minutes', minutes: 3 },
    });
  });

  it('is the frozen configuration again when nothing of a clone is changed', () => {
    expect(checkTraining(draftOfClone(source), source)).toEqual({ ok: true, input: source });
  });

  it('takes other data for a phase of a clone', () => {
    const draft = draftOfClone(source);
    draft.phases[1]!.data = 'dataset:x';
    const check = checkTraining(draft, source);
    expect(check.ok && check.input.phases.map(({ data }) => data.kind)).toEqual(['run', 'dataset']);
  });

  it.each([
    [{ name: ' ' }, 'Give the training a name.'],
    [{ amount: 'soon' }, 'The budget is “soon”; give a number above 0, and at most 100000.'],
    [{ amount: '0.5', unit: 'steps' }, 'The budget is “0.5”; give a whole number of at least 1.'],
    [{ vocabulary: '12' }, 'The vocabulary is “12”; give a whole number of at least 257.'],
    [{ batch: '' }, 'The batch is “”; give a whole number of at least 1.'],
    [{ seed: '-1' }, 'The seed is “-1”; give a whole number from 0.'],
    [{ phases: [] }, 'Give the training at least one phase.'],
    [{ amount: '2k', unit: 'steps', weightDecay: '0' }, 'fine'],
  ] as const)('says of %j: %s', (draft, message) => {
    expect(said(draft as Partial<TrainingDraft>)).toBe(message);
  });

  it('keeps a run’s tokens and its tokenizer together', () => {
    expect(said({ tokenizer: 'learn' }, source)).toMatch(/tokens go with its tokenizer/);
  });

  it('reads prompts apart by lines of hyphens, with the lines within them', () => {
    expect(promptsIn('a\n\nb\n---\n\n---\n  c\n')).toEqual(['a\n\nb', '  c']);
    expect(promptsIn(' \n')).toEqual([]);
  });

  it('says what it takes, and what is too much', () => {
    const estimate = {
      parameters: 1e6,
      steps: null,
      tokens: null,
      flops: null,
      seconds: null,
      memoryBytes: 4e8,
      freeBytes: 5e9,
      recompute: 'none',
    } as const;
    expect(estimateSentence(estimate)).toMatch(
      /^1.00 M parameters, as many steps as fit; how long it takes shows/,
    );
    expect(memoryProblem(estimate)).toBeNull();
    expect(memoryProblem({ ...estimate, freeBytes: 3e8 })).toMatch(/400 MB of memory and 300 MB are free/);
  });
});

describe('an extension', () => {
  const from = {
    run: 'a',
    name: 'raw',
    step: 1_000,
    peakRate: 3e-3,
    tokensPerStep: 1_024,
    tokensPerSecond: 1_024,
    problem: null,
  };

  it('says what the rate will do', () => {
    const check = checkExtension({ ...firstExtension(from), decay: 'none' }, 'a');
    if (!check.ok) throw new Error(check.message);
    expect(extensionSentence(from, check.input)).toBe(
      'From step 1,000 to 1,500, 512 k more tokens. The rate climbs to 0.0015 within 25 steps, then stays there. About 8 min 20 s here.',
    );
  });

  it.each([
    [{ steps: 'x' }, /“x” is no number of steps/],
    [{ rate: '' }, /The peak rate is “”/],
    [{ warmup: '900' }, /give at most the 500 steps/],
  ])('refuses %j', (change, message) => {
    const check = checkExtension({ ...firstExtension(from), ...change }, 'a');
    expect(check.ok ? '' : check.message).toMatch(message);
  });
});
