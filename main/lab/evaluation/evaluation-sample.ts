import { closeSync, openSync, readSync } from 'node:fs';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { EvaluationSample, FailedAssertion } from '../../../preload/contract/evaluations.ts';
import type { JudgedSample } from '../../core/evaluation/evaluation-file.ts';
import type { FailedAssertion as Failed } from '../../core/evaluation/sandbox.ts';
import { prepareCompletion } from '../../core/evaluation/cut-completion.ts';
import type { EvaluationSettings } from '../../core/evaluation/settings.ts';
import { Failure } from '../../core/failure.ts';
import { readAppendLog } from '../../node/evaluation/append-log.ts';
import { evaluationPaths, parseJudged, parseWritten } from '../../node/evaluation/folder.ts';
import { absolutePath } from '../../node/projects/project.ts';
import type { ListedEvaluation, ListedSample } from '../../node/store/queries/evaluations.ts';
import { findEvaluationSample } from '../../node/store/queries/evaluations.ts';
import { requireEvaluation, sampleRow } from './evaluations.ts';
import type { LabParts } from '../lab.ts';

/** All that is known of one judged sample. */
export async function evaluationSample(
  parts: LabParts,
  { id, taskId, sample }: ParsedInput<'evaluations.sample'>,
): Promise<EvaluationSample> {
  const evaluation = await requireEvaluation(parts, id);
  const row = await findEvaluationSample(parts.store.db, evaluation.id, taskId, sample);
  if (!row) {
    throw new Failure('sample-not-found', `Sample ${sample} of ${taskId} was not judged in this evaluation.`);
  }
  const folder = absolutePath(parts.project, evaluation.path);
  const texts = row.position === null ? runningSample(folder, evaluation, row) : finishedSample(folder, row);
  return {
    ...sampleRow(row),
    prompt: texts.prompt ?? '',
    raw: texts.raw,
    completion: texts.completion,
    tokens: tokensOf(texts),
    topics: JSON.parse(row.topics) as string[],
    failed: texts.assertion === undefined ? null : failedAssertion(texts.assertion),
    isolation: evaluation.isolation,
    // The first version's tests always shared the interpreter and did not say so.
    trust: row.verdict === 'passed' && texts.trust !== 'separate' ? SHARED_INTERPRETER : '',
  };
}

const SHARED_INTERPRETER =
  'The tests ran in the same interpreter as the solution: a program written to cheat could have passed.';

/** The values of an equality; another comparison names no value that was expected. */
function failedAssertion({ source, comparison, value }: Failed): FailedAssertion {
  if (comparison === null) return { assertion: source, expected: null, actual: value };
  const { left, operator, right } = comparison;
  return { assertion: source, actual: left, expected: operator === '==' ? right : `${operator} ${right}` };
}

type Texts = Partial<Pick<JudgedSample, 'prompt' | 'pieces' | 'logProbabilities' | 'assertion' | 'trust'>> &
  Pick<JudgedSample, 'raw' | 'completion'>;

/** One line of `samples.jsonl`, read where the store says it lies. */
function finishedSample(folder: string, { position, bytes }: ListedSample): Texts {
  const path = evaluationPaths(folder).samples;
  try {
    const file = openSync(path, 'r');
    try {
      const line = Buffer.alloc(bytes!);
      readSync(file, line, 0, line.length, position);
      return JSON.parse(line.toString('utf8')) as JudgedSample;
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw damaged(path, cause);
  }
}

/** While an evaluation runs, what was written and judged is only in its logs. */
function runningSample(folder: string, evaluation: ListedEvaluation, { task_id, sample }: ListedSample): Texts {
  const { completions, verdicts } = evaluationPaths(folder);
  const mine = (one: { readonly taskId: string; readonly sample: number }): boolean =>
    one.taskId === task_id && one.sample === sample;
  const written = readAppendLog(completions, parseWritten).find(mine);
  if (written === undefined) throw damaged(completions);
  const { stopStrings, sanitise } = JSON.parse(evaluation.settings) as EvaluationSettings;
  const { completion } = prepareCompletion(written.raw, stopStrings, sanitise);
  return { ...readAppendLog(verdicts, parseJudged).find(mine), ...written, completion };
}

const damaged = (path: string, cause?: unknown): Failure =>
  new Failure(
    'evaluation-damaged',
    `The samples of this evaluation (${path}) cannot be read; evaluate the model again.`,
    { cause },
  );

/** The raw completion piece by piece; null for an evaluation of the time before they were kept. */
function tokensOf({ raw, pieces, logProbabilities }: Texts): EvaluationSample['tokens'] {
  if (pieces === undefined || logProbabilities === undefined) return null;
  let at = 0;
  return pieces.map((length, index) => {
    const text = raw.slice(at, at + length);
    at += length;
    return { text, logProbability: logProbabilities[index]! };
  });
}
