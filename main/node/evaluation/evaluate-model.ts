import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cutCompletion, stopStrings } from '../../core/evaluation/cut-completion.ts';
import type { EvaluationFile, JudgedSample } from '../../core/evaluation/evaluation-file.ts';
import { tally } from '../../core/evaluation/pass-at-k.ts';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { scorePassAt1 } from '../../core/evaluation/score.ts';
import type { CodeModel, Generation } from '../../core/generation/generate.ts';
import { generateBatch } from '../../core/generation/generate.ts';
import { seededRandom } from '../../core/training/random.ts';
import { judgeSamples } from '../benchmarks/judge.ts';
import type { Json } from '../datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../datasets/canonical-json.ts';
import { writeFileDurably } from '../files/durable-file.ts';

export type EvaluationRequest = {
  /** The evaluation's folder; made if missing. */
  readonly folder: string;
  readonly id: string;
  readonly run: { readonly id: string; readonly name: string; readonly checkpointHash: string };
  readonly benchmark: { readonly name: string; readonly problems: readonly FunctionProblem[] };
  readonly samplesPerProblem: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly topP: number;
  readonly maxNewTokens: number;
  readonly seed: number;
  readonly timeLimitMs: number;
};

export type EvaluationHooks = {
  readonly onProgress?: (doing: 'writing' | 'running', done: number, total: number) => void;
  readonly signal?: AbortSignal;
};

export type Evaluation = { readonly file: EvaluationFile; readonly samples: readonly JudgedSample[] };

const PROMPT_FORM = '<|endoftext|> + the prompt as it stands, its last newline included';

/** Identity of a benchmark: its problems, prompts and tests, in order. */
export function benchmarkHash(problems: readonly FunctionProblem[]): string {
  return sha256(canonicalJson(problems as unknown as Json));
}

/**
 * Has a model write completions for every problem, cuts them, runs them and scores them. `samples.jsonl`
 * is on disk before `evaluation.json` is, so an evaluation that can be read is whole.
 */
export async function evaluateModel(
  model: CodeModel,
  sandbox: Sandbox,
  request: EvaluationRequest,
  hooks: EvaluationHooks = {},
): Promise<Evaluation> {
  const { benchmark, samplesPerProblem, temperature, topP, seed } = request;
  const written = await writeCompletions(model, request, hooks);
  const asked = benchmark.problems.flatMap((problem) =>
    Array.from({ length: samplesPerProblem }, (_, sample) => ({ problem, sample })),
  );
  const completions = asked.map(({ problem, sample }) => {
    const raw = model.codec.decode(written.get(idOf(problem, sample))!.tokens);
    return { taskId: problem.taskId, raw, completion: cutCompletion(raw) };
  });
  const judged = await judgeSamples(sandbox, benchmark.problems, completions, {
    limits: { timeMs: request.timeLimitMs },
    ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
    onResult: (_, done, total) => hooks.onProgress?.('running', done, total),
  });
  const samples = judged.map((result, at): JudgedSample => {
    const { problem } = asked[at]!;
    const { raw, completion } = completions[at]!;
    const { difficulty } = problem;
    return {
      ...result,
      prompt: problem.prompt,
      raw,
      completion,
      ...(difficulty === undefined ? {} : { difficulty }),
    };
  });
  const tallies = tally(judged);
  const score = scorePassAt1(tallies, randomOf(seed));
  const file: EvaluationFile = {
    formatVersion: 1,
    id: request.id,
    runId: request.run.id,
    runName: request.run.name,
    benchmark: benchmark.name,
    benchmarkHash: benchmarkHash(benchmark.problems),
    checkpointHash: request.run.checkpointHash,
    isolation: sandbox.isolation,
    settings: {
      samplesPerProblem,
      temperature,
      topP,
      maxNewTokens: request.maxNewTokens,
      stopStrings,
      promptForm: PROMPT_FORM,
      seed,
      timeLimitMs: request.timeLimitMs,
    },
    problems: benchmark.problems.length,
    samples: samples.length,
    passed: samples.filter(({ verdict }) => verdict === 'passed').length,
    passAt1: score.rate,
    ci95: [score.low, score.high],
    createdAt: Date.now(),
  };
  mkdirSync(request.folder, { recursive: true });
  writeFileDurably(
    join(request.folder, 'samples.jsonl'),
    samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''),
  );
  writeFileDurably(join(request.folder, 'evaluation.json'), `${JSON.stringify(file, null, 2)}\n`);
  return { file, samples };
}

const idOf = (problem: FunctionProblem, sample: number): string => `${problem.taskId}\n${sample}`;

async function writeCompletions(
  model: CodeModel,
  request: EvaluationRequest,
  hooks: EvaluationHooks,
): Promise<Map<string, Generation>> {
  const { benchmark, samplesPerProblem, temperature, topP, maxNewTokens, seed } = request;
  const prompts = benchmark.problems.flatMap((problem, at) =>
    Array.from({ length: samplesPerProblem }, (_, sample) => ({
      id: idOf(problem, sample),
      prompt: problem.prompt,
      seed: seed + at * samplesPerProblem + sample,
    })),
  );
  const written = new Map<string, Generation>();
  const generations = generateBatch(model, prompts, {
    sampling: temperature === 0 ? { kind: 'greedy' } : { kind: 'sample', temperature, topP },
    maxNewTokens,
    stop: stopStrings,
    ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
  });
  for await (const generation of generations) {
    written.set(generation.id, generation);
    hooks.onProgress?.('writing', written.size, prompts.length);
  }
  hooks.signal?.throwIfAborted();
  return written;
}

/** A stream of uniform numbers for the bootstrap. */
function randomOf(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random.uniform();
}
