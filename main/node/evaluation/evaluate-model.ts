import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import type { EvaluationFile, WrittenSample } from '../../core/evaluation/evaluation-file.ts';
import type { AskedProblem } from '../../core/evaluation/prompt-form.ts';
import { askProblems } from '../../core/evaluation/prompt-form.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { Failure } from '../../core/failure.ts';
import type { CodeModel } from '../../core/generation/generate.ts';
import type { Json } from '../datasets/canonical-json.ts';
import { canonicalJson } from '../datasets/canonical-json.ts';
import { writeFileDurably } from '../files/durable-file.ts';
import { openAppendLog } from './append-log.ts';
import type { Evaluation } from './conclude.ts';
import { concludeEvaluation } from './conclude.ts';
import { evaluationPaths, parseJudged, parseWritten, sampleKey } from './folder.ts';
import { openJudging } from './judging.ts';
import { Ledger } from './ledger.ts';
import { readEvaluation } from './read-evaluation.ts';
import type { EvaluationHooks, EvaluationRequest } from './request.ts';
import { benchmarkHash } from './request.ts';
import { writeCompletions } from './write-completions.ts';

/**
 * Has a model write completions for every problem, cuts them, runs them and scores them. Each completion and
 * each verdict is on record as soon as it is there, and judging goes on while the model writes. Called again
 * with the same request, after whatever end, it makes only what is missing.
 *
 * @throws Failure `evaluation-differs` where the folder holds an evaluation of something else.
 */
export async function evaluateModel(
  model: CodeModel,
  sandbox: Sandbox,
  request: EvaluationRequest,
  hooks: EvaluationHooks = {},
): Promise<Evaluation> {
  const { folder, benchmark, settings } = request;
  const { signal } = hooks;
  const asked = askProblems(benchmark.problems, settings.promptForm, settings.without);
  const paths = evaluationPaths(folder);
  if (claimFolder(request, asked)) return readEvaluation(folder);

  signal?.throwIfAborted();
  hooks.onStart?.(asked, sandbox.isolation);

  const ledger = new Ledger(asked, settings, hooks);
  const completions = openAppendLog(paths.completions, parseWritten);
  const verdicts = openAppendLog(paths.verdicts, parseJudged);
  const judging = openJudging(sandbox, settings, ({ problem, sample }, result) => {
    const { isolation } = sandbox;
    const line = { ...result, taskId: problem.taskId, sample, isolation };
    verdicts.log.append(line);
    ledger.addJudged(line);
  });
  const earlier = new Map(verdicts.entries.map((line) => [sampleKey(line.taskId, line.sample), line]));
  const take = (sample: WrittenSample): void => {
    const toJudge = ledger.addWritten(sample);
    const line = earlier.get(sampleKey(sample.taskId, sample.sample));
    if (line === undefined) judging.push(toJudge);
    else ledger.addJudged(line);
  };
  try {
    for (const sample of completions.entries) {
      if (!ledger.hasWritten(sample.taskId, sample.sample)) take(sample);
    }
    const has = (taskId: string, sample: number): boolean => ledger.hasWritten(taskId, sample);
    const missing = { has, ...(signal === undefined ? {} : { signal }) };
    for await (const sample of writeCompletions(model, asked, settings, missing)) {
      completions.log.append(sample);
      take(sample);
    }
    await untilAborted(judging.finish(), signal);
  } finally {
    judging.stop();
    completions.log.close();
    verdicts.log.close();
  }
  return concludeEvaluation(request, asked, ledger, sandbox.nativePython);
}

/** Marks the folder as this evaluation's, and says whether it is already whole. */
function claimFolder(request: EvaluationRequest, asked: readonly AskedProblem[]): boolean {
  const { folder, run, settings } = request;
  const paths = evaluationPaths(folder);
  const identity = identityOf({
    benchmarkHash: benchmarkHash(asked.map(({ problem }) => problem)),
    checkpointHash: run.checkpointHash,
    settings,
  });
  const whole = existsSync(paths.evaluation);
  const found = whole
    ? identityOf(JSON.parse(readFileSync(paths.evaluation, 'utf8')) as EvaluationFile)
    : existsSync(paths.request)
      ? readFileSync(paths.request, 'utf8').trimEnd()
      : null;
  if (found !== null && found !== identity) {
    throw new Failure(
      'evaluation-differs',
      `${folder} holds an evaluation of another model, other problems or other settings; choose another folder.`,
    );
  }
  if (found === null) {
    mkdirSync(folder, { recursive: true });
    writeFileDurably(paths.request, `${identity}\n`);
  }
  return whole;
}

type Identity = Pick<EvaluationFile, 'benchmarkHash' | 'checkpointHash' | 'settings'>;

const identityOf = ({ benchmarkHash: benchmark, checkpointHash: checkpoint, settings }: Identity): string =>
  canonicalJson({ benchmark, checkpoint, settings: settings as unknown as Json });

/** What the promise gives, or the signal's reason as soon as it is aborted. */
async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => {
    aborted.reject(signal.reason as Error);
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  // Whichever comes second is of no further interest.
  work.catch(() => undefined);
  aborted.promise.catch(() => undefined);
  try {
    await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

export { benchmarkHash } from './request.ts';
export type { Evaluation } from './conclude.ts';
export type { EvaluationHooks, EvaluationRequest } from './request.ts';
