import { basename } from 'node:path';
import type { StageFlow } from '../../../preload/contract/recipe.ts';
import type { StageRecord } from '../../core/study/recipe-plan.ts';
import type { RecipeStage } from '../../core/study/recipe.ts';
import type { DatasetRef } from '../../jobs/recipe/datasets.ts';
import type { StageOutputs } from '../../jobs/recipe/stage-outputs.ts';
import { recallOutcome } from '../../jobs/recipe/stage-record.ts';
import type { TokensRef } from '../../jobs/recipe/tokens.ts';

const UNITS: Readonly<Record<string, string>> = {
  raw: 'files',
  kept: 'files',
  dropped: 'files',
  textbooks: 'sections',
  exercises: 'exercises',
};

const unitOf = ({ name }: DatasetRef): string => UNITS[name.replace(/-clean$/, '')] ?? 'texts';

const datasetFlow = (ref: DatasetRef): StageFlow => ({
  name: ref.name,
  amounts: [
    { value: ref.records, unit: unitOf(ref) },
    { value: ref.bytes, unit: 'bytes' },
  ],
  place: { kind: 'dataset', id: basename(ref.folder) },
});

const tokensFlow = ({ dataset, tokens }: TokensRef): StageFlow => ({
  ...datasetFlow(dataset),
  amounts: [{ value: tokens, unit: 'tokens' }],
});

const modelFlow = (row: StageOutputs['train']['rows'][number]): StageFlow => ({
  name: row.row,
  amounts: [
    { value: row.parameters, unit: 'parameters' },
    { value: row.tokens, unit: 'tokens seen' },
  ],
  place: { kind: 'run', id: row.run },
});

const percent = (share: number): number => Math.round(share * 1000) / 10;

/** What each stage made, by name. */
const outputs: { readonly [Stage in RecipeStage]: (output: StageOutputs[Stage]) => readonly StageFlow[] } = {
  import: ({ dataset }) => [datasetFlow(dataset)],
  filter: ({ kept, dropped }) => [kept, dropped].map(datasetFlow),
  textbooks: ({ dataset }) => [datasetFlow(dataset)],
  exercises: ({ dataset }) => [datasetFlow(dataset)],
  decontaminate: ({ data }) => [data.raw, data.kept, data.textbooks, data.exercises].map(datasetFlow),
  tokenizer: ({ tokenizer, raw, kept, codeTextbook, exercises, heldOut }) => [
    ...[raw, kept, codeTextbook, exercises, heldOut].map(tokensFlow),
    { name: 'vocabulary', amounts: [{ value: tokenizer.vocabulary, unit: 'tokens' }], place: null },
  ],
  train: ({ rows }) => rows.map(modelFlow),
  evaluate: ({ folders, rows }) =>
    rows.flatMap((row, at) => {
      const scores = [row, row.ownWords, row.humanEval].filter((score) => score !== undefined);
      const asked = ['held-out', 'hand-written', 'HumanEval'].filter(
        (_, index) => [row, row.ownWords, row.humanEval][index] !== undefined,
      );
      return scores.map((score, index): StageFlow => {
        const folder = folders[at]?.[index];
        return {
          name: `${row.name}, ${asked[index]!}`,
          amounts: [
            { value: percent(score.passAt1), unit: '%' },
            { value: score.problems, unit: 'problems' },
          ],
          place: folder === undefined ? null : { kind: 'evaluation', id: basename(folder) },
        };
      });
    }),
  report: ({ file }) => [
    { name: 'report', amounts: [], place: { kind: 'report', id: basename(file, '.html') } },
  ],
};

/** What a stage's recorded outcome consists of. */
export const outputsOf = <Stage extends RecipeStage>(
  stage: Stage,
  output: StageOutputs[Stage],
): readonly StageFlow[] => outputs[stage](output);

/** Everything that stages on record made, by the hash under which a later stage knows it. */
export type FlowIndex = {
  readonly datasets: ReadonlyMap<string, StageFlow>;
  readonly tokens: ReadonlyMap<string, StageFlow>;
  readonly models: ReadonlyMap<string, StageFlow>;
};

export function indexFlows(projectDir: string, records: readonly StageRecord[]): FlowIndex {
  const datasets = new Map<string, StageFlow>();
  const tokens = new Map<string, StageFlow>();
  const models = new Map<string, StageFlow>();
  const read = <Stage extends RecipeStage>(stage: Stage, key: string): StageOutputs[Stage] | undefined =>
    recallOutcome(projectDir, stage, key)?.outcome.output;
  const add = (ref: DatasetRef): unknown => datasets.set(ref.hash, datasetFlow(ref));
  for (const { stage, key } of [...records].sort((one, other) => one.madeAt - other.madeAt)) {
    if (stage === 'import' || stage === 'textbooks' || stage === 'exercises') {
      const output = read(stage, key);
      if (output) add(output.dataset);
    } else if (stage === 'filter') {
      const output = read(stage, key);
      if (output) add(output.kept);
    } else if (stage === 'decontaminate') {
      Object.values(read(stage, key)?.data ?? {}).forEach(add);
    } else if (stage === 'tokenizer') {
      const output = read(stage, key);
      for (const ref of output ? [output.raw, output.kept, output.codeTextbook, output.exercises] : [])
        tokens.set(ref.dataset.hash, tokensFlow(ref));
    } else if (stage === 'train') {
      for (const row of read(stage, key)?.rows ?? []) models.set(row.checkpointHash, modelFlow(row));
    }
  }
  return { datasets, tokens, models };
}

const hashesIn = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter((one) => typeof one === 'string');

/** What went into an outcome, as far as its inputs were written down. */
export function inputsOf({ stage, inputs }: StageRecord, index: FlowIndex): readonly StageFlow[] {
  if (inputs === null) return [];
  const found = (flows: ReadonlyMap<string, StageFlow>, name: string): readonly StageFlow[] =>
    hashesIn(inputs[name]).flatMap((hash) => flows.get(hash) ?? []);
  switch (stage) {
    case 'import': {
      const paths = hashesIn(inputs['rawPaths']);
      const names = paths.length === 0 ? ['Python standard library'] : paths;
      return names.map((name) => ({ name, amounts: [], place: null }));
    }
    case 'filter':
      return found(index.datasets, 'raw');
    case 'textbooks':
    case 'exercises':
      return [{ name: 'built-in curriculum', amounts: [], place: null }];
    case 'decontaminate':
    case 'tokenizer':
      return found(index.datasets, 'data');
    case 'train':
      return found(index.tokens, 'data');
    case 'evaluate':
    case 'report':
      return found(index.models, 'models');
  }
}
