import type { EvaluationId, JobId, ReportId, RunId } from './ids.ts';

/** The tables, as the newest migration leaves them. Times are milliseconds since the epoch; JSON is text. */
export type Schema = {
  jobs: JobRow;
  stages: StageRow;
  result_rows: ResultRow;
  artifacts: ArtifactRow;
  runs: RunRow;
  run_labels: RunLabelRow;
  run_samples: RunSamplesRow;
  metrics: MetricRow;
  metric_levels: MetricLevelRow;
  evaluations: EvaluationRow;
  evaluation_problems: EvaluationProblemRow;
  evaluation_samples: EvaluationSampleRow;
  reports: ReportRow;
  journal_offsets: JournalOffsetRow;
};

export type JobRow = {
  id: JobId;
  kind: string;
  title: string;
  /** JSON of the request's params. */
  params: string;
  state: 'queued' | 'running' | 'stopping' | 'paused' | 'done' | 'stopped' | 'failed' | 'interrupted';
  /** Orders the jobs that are queued; null for all others. */
  queue_position: number | null;
  /** What stopping it was meant for, where it was not only to save and stop. */
  intent: 'pause' | 'kill' | null;
  started_at: number;
  ended_at: number | null;
  /** JSON of the last progress event. */
  progress: string | null;
  /** JSON of `{code, message}`. */
  error: string | null;
  /** JSON of what the job returned. */
  result: string | null;
};

export type StageRow = {
  job_id: JobId;
  stage: string;
  state: string;
  seconds: number | null;
  counts: string;
  scrap: string | null;
  bytes_out: number | null;
};

export type ResultRow = { job_id: JobId; name: string; row: string };

export type ArtifactRow = {
  /** Relative to the project where it lies inside, so that a project can be moved. */
  path: string;
  job_id: JobId;
  kind: 'dataset' | 'tokenizer' | 'checkpoint' | 'evaluation' | 'report';
  name: string;
  hash: string;
  parents: string;
  created_at: number;
};

export type RunRow = {
  id: RunId;
  job_id: JobId;
  name: string;
  path: string;
  config: string;
  parameters: number;
  total_steps: number;
  state: 'running' | 'done' | 'stopped' | 'failed' | 'interrupted';
  started_at: number;
  ended_at: number | null;
  step: number;
  tokens: number;
  loss: number | null;
  held_out_loss: number | null;
  tokens_per_second: number | null;
  colour: number;
  /** JSON of what each stretch of steps computes; an empty list in runs from before it was counted. */
  flops: string;
  /** JSON of what it ran on and with, by name. */
  environment: string;
  /** JSON of the run that it was cloned from or extends, or of null. */
  origin: string;
};

/** What a run's model wrote at one checkpoint. */
export type RunSamplesRow = {
  run_id: RunId;
  step: number;
  /** JSON of the prompts, the completions and how they were chosen. */
  samples: string;
};

export type RunLabelRow = {
  run_id: RunId;
  /** JSON array of texts. */
  tags: string;
  note: string;
};

export type MetricRow = {
  run_id: RunId;
  step: number;
  at: number;
  tokens: number;
  loss: number | null;
  held_out_loss: number | null;
  rate: number | null;
  gradient_norm: number | null;
  tokens_per_second: number | null;
  /** Of the job's process, as it was looked at last; and of the graphics cards. */
  memory_bytes: number | null;
  gpu_memory_bytes: number | null;
};

/** Columns of `metrics` of which the levels keep the lowest and the highest value. */
export const QUANTITIES = [
  'step',
  'loss',
  'held_out_loss',
  'rate',
  'gradient_norm',
  'tokens_per_second',
  'memory_bytes',
  'gpu_memory_bytes',
] as const satisfies readonly (keyof MetricRow)[];
export type Quantity = (typeof QUANTITIES)[number];

export type MetricLevelRow = {
  run_id: RunId;
  quantity: Quantity;
  /** A bucket covers 64 to this power of steps. */
  level: number;
  /** First step divided by what a bucket covers. */
  bucket: number;
  /** Of the run in this bucket that have the quantity. */
  points: number;
  low: number;
  low_step: number;
  high: number;
  high_step: number;
};

export type EvaluationRow = {
  id: EvaluationId;
  /** Null where it came with a recipe: a project's first evaluations knew no job. */
  job_id: JobId | null;
  run_id: string;
  run_name: string;
  step: number | null;
  checkpoint_hash: string;
  benchmark: string;
  benchmark_hash: string;
  /** JSON of the settings. */
  settings: string;
  problems: number;
  samples_per_problem: number;
  /** Samples judged so far, and those that passed. */
  judged: number;
  passed: number;
  /** Scores are null until it is done. */
  pass_at_1: number | null;
  ci_low: number | null;
  ci_high: number | null;
  /** JSON of the scores beyond pass@1: every k, by difficulty, by topic. */
  scores: string;
  /** JSON of versions by name. */
  versions: string;
  isolation: string;
  path: string;
  created_at: number;
  /** When it was whole; null while it is not. */
  ended_at: number | null;
};

export type EvaluationProblemRow = {
  evaluation_id: EvaluationId;
  ordinal: number;
  task_id: string;
  difficulty: number | null;
  /** JSON. */
  topics: string;
  /** In lower case, to search in; empty until it is done. */
  prompt: string;
};

export type EvaluationSampleRow = {
  evaluation_id: EvaluationId;
  ordinal: number;
  sample: number;
  verdict: string;
  detail: string;
  elapsed_ms: number;
  mean_log_probability: number | null;
  /** Completion and detail in lower case, to search in; the detail alone until it is done. */
  searched: string;
  /** Where its line lies in `samples.jsonl`; null until it is done. */
  position: number | null;
  bytes: number | null;
};

export type ReportRow = { id: ReportId; title: string; path: string; bytes: number; created_at: number };

/** How far each job's journal has been taken in. It moves in the same transaction as what was read. */
export type JournalOffsetRow = { job_id: JobId; offset: number };
