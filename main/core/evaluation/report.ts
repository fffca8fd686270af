import type { Lineage } from './lineage.ts';
import type { Isolation } from './sandbox.ts';
import type { SolutionLoss } from './solution-loss.ts';

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

/** A training text that a detector found too close to a problem. */
export type ReportedOverlap = {
  readonly dataset: string;
  readonly recordId: string;
  /** What both have: `13 words in a row: …`. */
  readonly why: string;
};

export type ReportedProblem = {
  readonly taskId: string;
  readonly prompt: string;
  readonly difficulty?: number;
  readonly topics?: readonly string[];
  /** Texts that were found close to it and left out of training; absent where nothing was compared. */
  readonly overlaps?: readonly ReportedOverlap[];
};

export type ReportedBenchmark = {
  /** `Hornbook held-out`, `HumanEval`, … */
  readonly name: string;
  readonly sha256: string;
  readonly problems: readonly ReportedProblem[];
};

/** A model and what it scored: a row of the recipe's table, or a model that was evaluated by itself. */
export type ReportedRow = {
  /** `raw`, `filtered`, … in a recipe; else the model's own name, unique within the report. */
  readonly name: string;
  readonly parameters?: number;
  /** Tokens seen in training, all phases together. */
  readonly tokens?: number;
  readonly steps?: number;
  readonly trainingSeconds?: number;
  /** pass@1 on the first benchmark it was asked. */
  readonly score: Score;
  readonly humanEval?: Score;
  /** How well it foresees the reference solutions: one per benchmark, in the benchmarks' order. */
  readonly solutionLosses?: readonly SolutionLoss[];
  readonly loss: readonly LossPoint[];
  readonly checkpointSha256: string;
  /** Dataset hashes in training order, as listed under `datasets`. */
  readonly datasets: readonly string[];
  /** One list per benchmark, in the benchmarks' order; empty where it was not asked. */
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

/** A setting to show, units in the name or the value. */
export type ReportedSetting = { readonly group: string; readonly name: string; readonly value: string };

/**
 * Everything a report says, as plain JSON. Reports in every format are made from this alone, without a clock or
 * anything of the machine that makes them, so that a report can be made again, byte for byte, from the file beside it.
 */
export type Report = {
  readonly title: string;
  /** ISO 8601, UTC: when the newest of its measurements was finished. */
  readonly finishedAt: string;
  /** Of the recipe's work; absent where models were evaluated by themselves, as is its seed. */
  readonly seconds?: number;
  readonly seed?: number;
  readonly rows: readonly ReportedRow[];
  readonly benchmarks: readonly ReportedBenchmark[];
  readonly datasets: readonly ReportedDataset[];
  /** From raw source to score; absent where where the data came from is not known. */
  readonly lineage?: Lineage;
  readonly tokenizer?: { readonly sha256: string; readonly vocabulary: number };
  readonly isolation: Isolation;
  /** In the order to show them. */
  readonly configuration: readonly ReportedSetting[];
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

/** What a finished recipe says about itself. */
export type RecipeReport = Report & Required<Pick<Report, 'seconds' | 'seed' | 'tokenizer'>>;
