import { z } from 'zod';
import type { JobProgress, JobState } from './jobs.ts';

/** A share of one with its 95 % interval. */
export type Rate = { readonly rate: number; readonly low: number; readonly high: number };

export type EvaluationSummary = {
  readonly id: string;
  readonly runId: string;
  readonly runName: string;
  /** Step of the measured checkpoint; null where the model is not of a run of this project. */
  readonly step: number | null;
  /** `hornbook` or the name of an imported benchmark. */
  readonly benchmark: string;
  /** How the problems were put to the model, in words: `zero-shot`, `3-shot`. */
  readonly protocol: string;
  readonly problems: number;
  readonly samplesPerProblem: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  /** Samples judged so far, of `problems × samplesPerProblem`. */
  readonly judged: number;
  /** Of these, how many passed. */
  readonly passed: number;
  /** Of what was judged so far; null until something was. */
  readonly passAt1: number | null;
  /** Null until all is judged. */
  readonly ci95: readonly [number, number] | null;
  readonly isolation: string;
  readonly createdAt: number;
  readonly state: JobState;
  /** The job that makes it; null for one that came with a recipe or from the command line. */
  readonly jobId: string | null;
  readonly progress: JobProgress | null;
  readonly error: { readonly code: string; readonly message: string } | null;
};

/** One problem with all its samples, as a dot of the grid. */
export type ProblemTally = {
  readonly taskId: string;
  readonly difficulty: number | null;
  readonly topics: readonly string[];
  /** Samples judged so far, and how many of them passed. */
  readonly judged: number;
  readonly passed: number;
  /** `passed` where any sample passed, else the most frequent one; null while nothing was judged. */
  readonly verdict: string | null;
};

export type GroupRate = Rate & {
  readonly name: string;
  readonly problems: number;
  /** Problems of which at least one sample passed. */
  readonly solved: number;
};

export type EvaluationDetails = EvaluationSummary & {
  readonly tallies: readonly ProblemTally[];
  /** One entry for every k up to the samples a problem; empty until all is judged. */
  readonly passAtK: readonly (Rate & { readonly k: number })[];
  /** How the intervals were made. */
  readonly interval: 'wilson' | 'bootstrap';
  readonly byDifficulty: readonly GroupRate[];
  /** Topics with the most problems first; a problem counts for each of its topics. */
  readonly byTopic: readonly GroupRate[];
  /** Settings, hashes and versions, in the order to show them. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
};

/** One sample as a row of the table. */
export type SampleRow = {
  readonly taskId: string;
  readonly sample: number;
  readonly verdict: string;
  readonly detail: string;
  readonly elapsedMs: number;
  readonly difficulty: number | null;
  /** Mean log-probability of its tokens, nats; null where they were not kept. */
  readonly meanLogProbability: number | null;
};

export type SamplePage = { readonly rows: readonly SampleRow[]; readonly total: number };

export type SampleToken = {
  readonly text: string;
  /** Nats, in the model's own distribution. */
  readonly logProbability: number;
};

/** A failed assertion, taken apart: what was asserted, and the two values where both are known. */
export type FailedAssertion = {
  readonly assertion: string;
  readonly expected: string | null;
  readonly actual: string | null;
};

export type EvaluationSample = SampleRow & {
  readonly prompt: string;
  /** As the model wrote it. */
  readonly raw: string;
  /** As it was judged, after cutting. */
  readonly completion: string;
  /** The raw completion, token by token; null where the log-probabilities were not kept. */
  readonly tokens: readonly SampleToken[] | null;
  readonly topics: readonly string[];
  readonly failed: FailedAssertion | null;
  readonly isolation: string;
  /** What the verdict does not rule out, in words; empty where nothing is known against it. */
  readonly trust: string;
};

/** A training text that is near a problem. */
export type Neighbour = {
  readonly datasetId: string;
  readonly datasetName: string;
  readonly recordId: string;
  /** What they share, in words: `17 words in a row`, `match rate 0.912`. */
  readonly closeness: string;
  /** 0 (nothing in common) to 1 (the same). */
  readonly score: number;
  /** Near enough to count as contaminated under the detector's threshold. */
  readonly contaminated: boolean;
  readonly text: string;
};

export type Contamination = {
  readonly detectors: readonly {
    readonly name: string;
    /** What it compares and where its threshold lies, in a sentence. */
    readonly about: string;
    readonly neighbours: readonly Neighbour[];
  }[];
  /** Training records that were compared. */
  readonly compared: number;
  /** Whether embeddings can be compared too, once they were computed. */
  readonly canEmbed: boolean;
  /** Why there is nothing to compare with; null where there is. */
  readonly missing: string | null;
};

/** Two evaluations of the same problems. */
export type Comparison = {
  readonly firstName: string;
  readonly secondName: string;
  /** Problems that only the second solved, and only the first. */
  readonly fixed: readonly string[];
  readonly broken: readonly string[];
  readonly both: number;
  readonly neither: number;
  /** Exact McNemar, two-sided. */
  readonly p: number;
  /** Which is better and whether that can be told. */
  readonly sentence: string;
  /** What makes them less than comparable: settings that move a score by themselves. */
  readonly warnings: readonly string[];
  /** What difference this many problems could show at all, in plain words. */
  readonly detectable: string;
};

/** An evaluated checkpoint of a run, for its loss curve. */
export type CheckpointScore = {
  readonly evaluationId: string;
  readonly step: number;
  readonly benchmark: string;
  readonly protocol: string;
  readonly passAt1: number;
  readonly ci95: readonly [number, number];
  /** The highest pass@1 of the run on this benchmark, asked the same way; of equals the earliest. */
  readonly best: boolean;
};

/** A model that can be measured or played with. */
export type ModelChoice = {
  /** Path of the checkpoint, relative to the project where it lies inside. */
  readonly path: string;
  readonly runId: string;
  readonly runName: string;
  readonly colour: number;
  readonly step: number;
  readonly parameters: number;
  /** The last of its run, which is what one means by the run's model. */
  readonly latest: boolean;
};

export type BenchmarkChoice = {
  readonly id: string;
  readonly name: string;
  readonly protocol: string;
  readonly problems: number;
  readonly license: string | null;
  /** Tasks whose prompts or tests are publicly reported as wrong. */
  readonly doubtful: readonly string[];
  /** Why; null where there are none. */
  readonly doubtfulWhy: string | null;
};

/** Whether answers can run in this machine's own Python, and if not, what is missing. */
export type NativeIsolation =
  { readonly available: true; readonly python: string } | { readonly available: false; readonly why: string };

export type EvaluationChoices = {
  readonly models: readonly ModelChoice[];
  readonly benchmarks: readonly BenchmarkChoice[];
  readonly isolation: {
    /** What `strongest` comes to here. */
    readonly strongest: string;
    readonly native: NativeIsolation;
  };
};

/** A benchmark that was taken into the project, or why its file was refused: with the line, where one is to blame. */
export type BenchmarkImported =
  | {
      readonly state: 'imported';
      readonly name: string;
      readonly problems: number;
      readonly license: string;
      /** Tasks whose own reference does not pass. */
      readonly failing: readonly string[];
    }
  | { readonly state: 'refused'; readonly message: string };

const id = z.string().min(1);
const seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);

export const evaluationIdInput = z.object({ id });
export const evaluationStartInput = z.object({
  /** `ModelChoice.path`. */
  model: z.string().min(1),
  /** `BenchmarkChoice.id`. */
  benchmark: z.string().min(1),
  samplesPerProblem: z.number().int().min(1).max(1_000),
  temperature: z.number().min(0).max(4),
  topP: z.number().gt(0).max(1),
  seed,
  /** Leaves out the benchmark's doubtful tasks; the report says so. */
  withoutDoubtful: z.boolean().default(false),
  /** `native` runs the answers in the machine's own Python, for packages that Pyodide lacks. */
  isolation: z.enum(['strongest', 'native']).default('strongest'),
});
export const benchmarkImportInput = z.object({
  /** A file on the machine that the lab runs on: HumanEval's, MBPP's or EvalPlus' format, `.gz` too. */
  path: z.string().trim().min(1).max(4_000),
  /** What the importer says; a published file's own licence goes first. */
  license: z.string().trim().max(200).default(''),
});
export const sampleSort = z.object({
  column: z.enum(['taskId', 'verdict', 'elapsedMs', 'difficulty', 'meanLogProbability']),
  descending: z.boolean(),
});
export const samplePageInput = z.object({
  id,
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(500),
  /** Plain text that the prompt, the completion or the detail must hold; empty for all. */
  query: z.string().max(1_000).default(''),
  verdict: z.string().min(1).optional(),
  taskId: z.string().min(1).optional(),
  sort: sampleSort.optional(),
});
export const sampleInput = z.object({ id, taskId: z.string().min(1), sample: z.number().int().min(0) });
export const contaminationInput = z.object({
  id,
  taskId: z.string().min(1),
  /** Whether embeddings that are missing are computed, which takes minutes. */
  embed: z.boolean().default(false),
});
export const comparisonInput = z.object({ first: id, second: id });
