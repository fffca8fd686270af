import { basename, join } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { StageDetails, StageSample } from '../../../preload/contract/recipe.ts';
import { Failure } from '../../core/failure.ts';
import type { RecipeStage } from '../../core/study/recipe.ts';
import type { trainingRecipe } from '../../core/study/training-recipe.ts';
import type { DatasetRef } from '../../jobs/recipe/datasets.ts';
import type { StageOutputs } from '../../jobs/recipe/stage-outputs.ts';
import type { WrittenOutcome } from '../../jobs/recipe/stage-record.ts';
import { recallOutcome } from '../../jobs/recipe/stage-record.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import { readEvaluation } from '../../node/evaluation/read-evaluation.ts';
import type { LabParts } from '../lab.ts';

/** Parameters of a recorded outcome, and a larger sample of what it made. */
export async function stageDetails(
  parts: LabParts,
  { stage, key }: ParsedInput<'recipe.stage'>,
): Promise<StageDetails> {
  const recalled = recallOutcome(parts.project.path, stage, key);
  if (recalled === null) {
    throw new Failure(
      'unknown-outcome',
      `The outcome ${key} of the stage ${stage} is not on record in ${parts.project.path}; run the recipe to make it.`,
    );
  }
  const { outcome } = recalled;
  return {
    parameters: parametersOf(stage, outcome),
    sample: await sampleOf(parts.project.path, stage, outcome),
  };
}

/** Names of inputs that are hashes of what came before: those are shown as what went in. */
const HANDED = new Set(['raw', 'data', 'tokenizer', 'models', 'files', 'recipe', 'settings', 'problems']);
const NAMES: Readonly<Record<string, string>> = {
  rawPaths: 'folders',
  count: 'asked for',
  rubric: 'rubric, version',
  curriculum: 'curriculum, version',
};

function parametersOf(stage: RecipeStage, { inputs, output }: WrittenOutcome): StageDetails['parameters'] {
  const said = (value: unknown): string =>
    Array.isArray(value) ? value.join(', ') || 'Python standard library' : String(value);
  const own = Object.entries(inputs ?? {})
    .filter(([name]) => !HANDED.has(name))
    .map(([name, value]) => ({ name: NAMES[name] ?? name, value: said(value) }));
  if (stage === 'train')
    return [...own, ...Object.entries(trainedBy(output)).map(([name, value]) => ({ name, value: said(value) }))];
  if (stage === 'filter') {
    const { report } = output as StageOutputs['filter'];
    return [
      ...own,
      { name: 'threshold', value: report.threshold.toFixed(3) },
      { name: 'labelled by the rubric', value: `${report.labelled} files` },
    ];
  }
  if (stage === 'decontaminate') {
    const { detectors } = output as StageOutputs['decontaminate'];
    return [
      ...own,
      { name: 'words in a row', value: String(detectors.ngram) },
      { name: 'syntax match rate', value: String(detectors.matchRate) },
    ];
  }
  return own;
}

const TRAINED_BY: Readonly<Partial<Record<keyof typeof trainingRecipe, string>>> = {
  weightDecay: 'weight decay',
  clipNorm: 'clipping norm',
  rate: 'peak rate',
  exerciseShare: 'share of exercises',
  exerciseWindows: 'windows of exercises begin with',
};

function trainedBy(output: WrittenOutcome['output']): Readonly<Record<string, unknown>> {
  const { recipe, engine, rows } = output as StageOutputs['train'];
  const named = Object.entries(recipe).map(([name, value]) => [
    TRAINED_BY[name as keyof typeof trainingRecipe] ?? name,
    value,
  ]);
  return { ...Object.fromEntries(named), steps: rows[0]?.steps ?? 0, 'ran on': engine };
}

const SHOWN_TEXTS = 3;
const SHOWN_CHARACTERS = 2_400;
const NO_TEXTS: StageSample = { kind: 'texts', texts: [] };

async function sampleOf(
  projectDir: string,
  stage: RecipeStage,
  { output, scrap }: WrittenOutcome,
): Promise<StageSample> {
  switch (stage) {
    case 'import':
    case 'textbooks':
    case 'exercises':
      return textsOf(projectDir, (output as StageOutputs['import']).dataset);
    case 'filter':
      return textsOf(projectDir, (output as StageOutputs['filter']).kept);
    case 'decontaminate':
      return textsOf(projectDir, (output as StageOutputs['decontaminate']).data.exercises);
    case 'tokenizer':
      return textsOf(projectDir, (output as StageOutputs['tokenizer']).codeTextbook.dataset);
    case 'train': {
      const { rows } = output as StageOutputs['train'];
      const curves = rows.map(({ row, curve }) => ({ name: row, values: curve.map(({ loss }) => loss) }));
      return { kind: 'curves', curves };
    }
    case 'evaluate':
      return verdictsOf(projectDir, output as StageOutputs['evaluate']);
    case 'report':
      return scrap?.kind === 'prose'
        ? { kind: 'texts', texts: [{ id: 'report', language: 'prose', text: scrap.text }] }
        : NO_TEXTS;
  }
}

/** The first records of what a stage handed on; none where they cannot be read any more. */
async function textsOf(projectDir: string, ref: DatasetRef): Promise<StageSample> {
  try {
    const dataset = await openDataset(join(projectDir, ref.folder), 'sizes');
    const texts: Extract<StageSample, { kind: 'texts' }>['texts'][number][] = [];
    for await (const { id, kind, text } of readRecords(dataset)) {
      texts.push({
        id,
        language: kind === 'textbook' ? 'prose' : 'python',
        text: text.slice(0, SHOWN_CHARACTERS),
      });
      if (texts.length === SHOWN_TEXTS) break;
    }
    return { kind: 'texts', texts };
  } catch {
    return NO_TEXTS;
  }
}

/** How each model did on the first set of problems that all were asked: the lab's own. */
async function verdictsOf(
  projectDir: string,
  { folders, rows }: StageOutputs['evaluate'],
): Promise<StageSample> {
  const read = await Promise.all(
    folders.map(async ([folder], at) => {
      const evaluation =
        folder === undefined ? null : await readEvaluation(join(projectDir, folder)).catch(() => null);
      const name = rows[at]?.name ?? basename(folder ?? '');
      return { name, verdicts: evaluation?.samples.map(({ verdict }) => verdict) ?? [] };
    }),
  );
  return { kind: 'verdicts', rows: read };
}
