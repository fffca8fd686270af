import type { Isolation } from './sandbox.ts';

/** A rate with its 95 % interval, both as fractions of one. */
export type Score = {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** Problems solved and problems asked. */
  readonly solved: number;
  readonly problems: number;
  /** How the interval was made: `Wilson`, or a bootstrap over problems where each has many samples. */
  readonly interval: 'wilson' | 'bootstrap';
};

/** One point of a loss curve. `heldOut` is present at the steps where it was measured. */
export type LossPoint = { readonly step: number; readonly loss: number; readonly heldOut?: number };

/** One model's answer to one problem, with everything needed to judge the judgement. */
export type ReportedAnswer = {
  readonly taskId: string;
  /** What the model wrote, before anything was cut. */
  readonly raw: string;
  /** What was run after the prompt. */
  readonly cut: string;
  readonly verdict: string;
  readonly detail: string;
  readonly elapsedMs: number;
};

export type ReportedBenchmark = {
  /** `Hornbook held-out`, `HumanEval`, … */
  readonly name: string;
  readonly sha256: string;
  readonly problems: readonly {
    readonly taskId: string;
    readonly prompt: string;
    readonly difficulty?: number;
  }[];
};

/** One row of the recipe's table: a model of the same size and compute, trained on one dataset. */
export type ReportedRow = {
  readonly name: 'raw' | 'filtered' | 'textbooks' | 'textbooks+exercises';
  readonly parameters: number;
  /** Tokens seen in training, all phases together. */
  readonly tokens: number;
  readonly steps: number;
  readonly trainingSeconds: number;
  readonly score: Score;
  readonly humanEval?: Score;
  readonly loss: readonly LossPoint[];
  readonly checkpointSha256: string;
  /** Dataset hashes in training order, as listed under `datasets`. */
  readonly datasets: readonly string[];
  /** One list per benchmark, in the benchmarks' order. */
  readonly answers: readonly (readonly ReportedAnswer[])[];
};

export type ReportedDataset = {
  readonly name: string;
  readonly sha256: string;
  readonly records: number;
  readonly bytes: number;
  readonly tokens?: number;
  /** What made it and from what: `filtered from raw: quality ≥ 0.6`. */
  readonly made: string;
  readonly samples: readonly { readonly title: string; readonly text: string }[];
};

/**
 * Everything a finished recipe says about itself, as plain JSON. Reports in every format are made from
 * this alone, so that a report can be made again from the file beside it.
 */
export type RecipeReport = {
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  readonly seconds: number;
  readonly seed: number;
  readonly rows: readonly ReportedRow[];
  readonly benchmarks: readonly ReportedBenchmark[];
  readonly datasets: readonly ReportedDataset[];
  readonly tokenizer: { readonly sha256: string; readonly vocabulary: number };
  readonly isolation: Isolation;
  /** Flat settings in the order to show them, units in the name or the value. */
  readonly configuration: readonly {
    readonly group: string;
    readonly name: string;
    readonly value: string;
  }[];
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Readonly<Record<string, string>>;
  /** Share of generated exercises and textbook blocks that failed when they were run. */
  readonly verification: readonly {
    readonly what: string;
    readonly checked: number;
    readonly failed: number;
  }[];
  /** Plain sentences on what the numbers do not show; the report adds those that follow from its own data. */
  readonly limitations: readonly string[];
};
