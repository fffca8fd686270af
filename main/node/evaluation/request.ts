import type { JudgedSample, WrittenSample } from '../../core/evaluation/evaluation-file.ts';
import type { Problem } from '../../core/evaluation/problem.ts';
import type { AskedProblem } from '../../core/evaluation/prompt-form.ts';
import type { Isolation } from '../../core/evaluation/sandbox.ts';
import type { EvaluationSettings } from '../../core/evaluation/settings.ts';
import type { Json } from '../datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../datasets/canonical-json.ts';

export type EvaluationRequest = {
  /** The evaluation's folder; made if missing, gone on with where it was left. */
  readonly folder: string;
  readonly id: string;
  readonly run: {
    readonly id: string;
    readonly name: string;
    readonly step?: number | null;
    readonly checkpointHash: string;
  };
  readonly benchmark: { readonly name: string; readonly problems: readonly Problem[] };
  readonly settings: EvaluationSettings;
};

/** How far an evaluation is, in samples. */
export type EvaluationProgress = {
  readonly written: number;
  readonly judged: number;
  readonly total: number;
};

export type EvaluationHooks = {
  /** The problems in the order of their numbers, and the isolation in force. */
  readonly onStart?: (asked: readonly AskedProblem[], isolation: Isolation) => void;
  readonly onProgress?: (progress: EvaluationProgress) => void;
  /** Those that an earlier process wrote or judged are told first. */
  readonly onWritten?: (written: WrittenSample) => void;
  readonly onJudged?: (judged: JudgedSample) => void;
  readonly signal?: AbortSignal;
};

/** Identity of a benchmark: its problems, prompts and tests, in order. */
export function benchmarkHash(problems: readonly Problem[]): string {
  return sha256(canonicalJson(problems as unknown as Json));
}
