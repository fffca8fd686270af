import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluationFile, JudgedSample } from '../../core/evaluation/evaluation-file.ts';
import { Failure } from '../../core/failure.ts';
import type { Evaluation } from './conclude.ts';

/** Reads an evaluation back. Throws a Failure where it is not whole. */
export async function readEvaluation(folder: string): Promise<Evaluation> {
  try {
    const file = JSON.parse(await readFile(join(folder, 'evaluation.json'), 'utf8')) as EvaluationFile;
    const lines = (await readFile(join(folder, 'samples.jsonl'), 'utf8')).trimEnd().split('\n');
    const samples = lines.map((line) => JSON.parse(line) as JudgedSample);
    if (samples.length !== file.samples) throw new Error(`${samples.length} samples of ${file.samples}`);
    return { file, samples };
  } catch (cause) {
    throw new Failure(
      'evaluation-damaged',
      `The evaluation in ${folder} cannot be read whole; remove that folder and evaluate again.`,
      { cause },
    );
  }
}
