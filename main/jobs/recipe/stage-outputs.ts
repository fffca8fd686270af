import type { RecipeStage } from '../../core/study/recipe.ts';
import type { HandedOn } from '../../core/study/stage-inputs.ts';
import type { DecontaminateOutput } from './decontaminating.ts';
import type { EvaluateOutput } from './evaluating.ts';
import type { FilterOutput, ImportOutput } from './raw-code.ts';
import type { ReportOutput } from './reporting.ts';
import type { TaughtOutput } from './synthetic.ts';
import type { TokenizerOutput } from './tokens.ts';
import type { TrainOutput } from './training.ts';

/** What each stage of the recipe writes down and gives to those after it. */
export type StageOutputs = {
  readonly import: ImportOutput;
  readonly filter: FilterOutput;
  readonly textbooks: TaughtOutput;
  readonly exercises: TaughtOutput;
  readonly decontaminate: DecontaminateOutput;
  readonly tokenizer: TokenizerOutput;
  readonly train: TrainOutput;
  readonly evaluate: EvaluateOutput;
  readonly report: ReportOutput;
};

type Reading<Stage extends RecipeStage> = {
  /** What of it is part of the identities of later stages. */
  readonly handsOn: (output: StageOutputs[Stage]) => HandedOn[Stage];
  /** Paths in the project that must still be there for the outcome to count. */
  readonly needs: (output: StageOutputs[Stage]) => readonly string[];
};

const tokensIn = ({ raw, kept, codeTextbook, exercises }: TokenizerOutput) => [
  raw,
  kept,
  codeTextbook,
  exercises,
];

/** How the outcome of each stage is read. */
export const readings: { readonly [Stage in RecipeStage]: Reading<Stage> } = {
  import: {
    handsOn: ({ dataset }) => ({ raw: dataset.hash }),
    needs: ({ dataset }) => [dataset.folder],
  },
  filter: {
    handsOn: ({ kept }) => ({ kept: kept.hash }),
    needs: ({ kept, dropped }) => [kept.folder, dropped.folder],
  },
  textbooks: {
    handsOn: ({ dataset }) => ({ textbooks: dataset.hash }),
    needs: ({ dataset }) => [dataset.folder],
  },
  exercises: {
    handsOn: ({ dataset }) => ({ exercises: dataset.hash }),
    needs: ({ dataset }) => [dataset.folder],
  },
  decontaminate: {
    handsOn: ({ data: { raw, kept, textbooks, exercises } }) => ({
      data: [raw, kept, textbooks, exercises].map(({ hash }) => hash),
    }),
    needs: ({ data }) => Object.values(data).map(({ folder }) => folder),
  },
  tokenizer: {
    handsOn: (output) => ({
      tokenizer: output.tokenizer.sha256,
      data: tokensIn(output).map(({ dataset }) => dataset.hash),
    }),
    needs: (output) => [
      output.tokenizer.file,
      ...[...tokensIn(output), output.heldOut].map(({ file }) => file),
    ],
  },
  train: {
    handsOn: ({ rows }) => ({ models: rows.map(({ checkpointHash }) => checkpointHash) }),
    needs: ({ rows }) => rows.map(({ checkpoint }) => checkpoint),
  },
  evaluate: {
    handsOn: ({ rows }) => ({ scores: rows.map(({ passAt1 }) => passAt1) }),
    needs: ({ folders }) => folders.flat(),
  },
  report: {
    handsOn: ({ file }) => ({ file }),
    needs: ({ file }) => [file],
  },
};
