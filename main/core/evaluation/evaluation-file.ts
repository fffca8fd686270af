import type { Isolation, Verdict } from './sandbox.ts';

/** One judged completion. The raw text is as the model wrote it; `completion` is what was run. */
export type JudgedSample = {
  readonly taskId: string;
  readonly sample: number;
  readonly prompt: string;
  readonly raw: string;
  readonly completion: string;
  readonly verdict: Verdict['verdict'];
  readonly detail: string;
  readonly elapsedMs: number;
  readonly difficulty?: number;
};

/**
 * What one evaluation found: `evaluation.json` in its folder, with the judged samples beside it in
 * `samples.jsonl`, one `JudgedSample` a line, in the problems' order.
 */
export type EvaluationFile = {
  readonly formatVersion: 1;
  readonly id: string;
  /** The run whose model was measured, and its name. */
  readonly runId: string;
  readonly runName: string;
  /** `hornbook` for the lab's own held-out problems, else the file's name. */
  readonly benchmark: string;
  /** sha256 of the problems' canonical JSON. */
  readonly benchmarkHash: string;
  /** sha256 of the checkpoint's weights. */
  readonly checkpointHash: string;
  readonly isolation: Isolation;
  readonly settings: {
    readonly samplesPerProblem: number;
    readonly temperature: number;
    readonly topP: number;
    readonly maxNewTokens: number;
    readonly stopStrings: readonly string[];
    readonly promptForm: string;
    readonly seed: number;
    readonly timeLimitMs: number;
  };
  readonly problems: number;
  readonly samples: number;
  /** Samples that passed. */
  readonly passed: number;
  /** Mean over problems of the unbiased estimator. */
  readonly passAt1: number;
  /** 95 %: Wilson for one sample a problem, bootstrap over problems else. */
  readonly ci95: readonly [number, number];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
};
