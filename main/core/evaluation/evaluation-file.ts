import type { CutStep } from './cut-completion.ts';
import type { FailedAssertion, Isolation, RaisedException, Trust, Verdict } from './sandbox.ts';
import type { GroupScore, PassAtKScore } from './score.ts';
import type { EvaluationSettings } from './settings.ts';

/** One completion as the model wrote it: a line of `completions.jsonl`, on disk before it is judged. */
export type WrittenSample = {
  readonly taskId: string;
  readonly sample: number;
  /** Every token's text, before anything was cut. */
  readonly raw: string;
  /** Characters of `raw` that each piece (a token, or several that make up one character) takes. */
  readonly pieces: readonly number[];
  /** Of each piece, nats, to four digits. */
  readonly logProbabilities: readonly number[];
  readonly finishReason: string;
  readonly promptTokensCut: number;
};

/** What became of one completion. */
export type SampleVerdict = {
  readonly taskId: string;
  readonly sample: number;
  readonly verdict: Verdict['verdict'];
  readonly detail: string;
  readonly elapsedMs: number;
  /** Whether the tests ran where the solution could not touch them. */
  readonly trust: Trust;
  /** For a wrong answer: the assertion that did not hold, with its values. */
  readonly assertion?: FailedAssertion;
  /** For an exception: what was raised. */
  readonly raised?: RaisedException;
  /** For a syntax error: its line in prompt and completion together. */
  readonly line?: number;
};

/** One judged completion: what was written, how it was cut, and what became of it. */
export type JudgedSample = WrittenSample &
  SampleVerdict & {
    readonly prompt: string;
    /** What was run, and how it came from `raw`. */
    readonly completion: string;
    readonly steps: readonly CutStep[];
    readonly difficulty?: number;
    readonly topics?: readonly string[];
  };

/**
 * What one evaluation found: `evaluation.json` in its folder, with the judged samples beside it in
 * `samples.jsonl`, one `JudgedSample` a line, in the problems' order.
 */
export type EvaluationFile = {
  readonly formatVersion: 2;
  readonly id: string;
  /** The run whose model was measured, and its name. */
  readonly runId: string;
  readonly runName: string;
  /** Training step of the checkpoint, or null where it is not known. */
  readonly step: number | null;
  /** `hornbook` for the lab's own held-out problems, else the file's name. */
  readonly benchmark: string;
  /** sha256 of the asked problems' canonical JSON. */
  readonly benchmarkHash: string;
  /** sha256 of the checkpoint's weights. */
  readonly checkpointHash: string;
  /** sha256 of `samples.jsonl`. */
  readonly samplesHash: string;
  readonly isolation: Isolation;
  readonly settings: EvaluationSettings;
  /** Hornbook, Node and the packages that can move a score. */
  readonly versions: Readonly<Record<string, string>>;
  readonly problems: number;
  readonly samples: number;
  /** Samples that passed. */
  readonly passed: number;
  /** Mean over problems of the unbiased estimator. */
  readonly passAt1: number;
  /** 95 %: Wilson for one sample a problem, bootstrap over problems else. */
  readonly ci95: readonly [number, number];
  /** Every k up to the samples of a problem. */
  readonly passAtK: readonly PassAtKScore[];
  /** pass@1 by difficulty and by topic; empty where the benchmark says neither. */
  readonly byDifficulty: readonly GroupScore[];
  readonly byTopic: readonly GroupScore[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
};
