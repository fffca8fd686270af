import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { PlannedStage, RecipePlan, RecipeView } from '../../../../preload/contract/recipe.ts';
import { RECIPE_STAGE_NAMES } from '../../../../preload/contract/recipe.ts';
import { chooseProject } from '../../../lab/project/project.ts';
import type { RecipeOutcome } from '../../../lab/recipe/run-recipe.ts';
import type { CommonOptions, Context } from '../context.ts';
import { positive, positiveWhole, whole } from '../numbers.ts';
import { count, percent, print, table } from '../output.ts';
import { duration } from '../progress-line.ts';

type Row = RecipeOutcome['rows'][number];

type Options = CommonOptions & {
  readonly minutes: number;
  readonly seed: number;
  readonly out?: string;
  readonly raw?: readonly string[];
  readonly humaneval?: string;
  readonly threads?: number;
  readonly from?: PlannedStage['id'];
  readonly plan?: boolean;
};

export function addRecipe(program: Command, context: Context): void {
  program
    .command('recipe')
    .description('the whole of phi-1 at desk scale: raw code in, pass@1 and a report out')
    .option('--minutes <M>', 'training budget of the whole grid, minutes', positive, 12)
    .option('--seed <N>', 'seed of everything random', whole, 1)
    .option('--out <DIR>', 'project folder (default: the starter project)')
    .option('--raw <PATH...>', 'folders of .py files instead of the Python standard library')
    .option('--humaneval <FILE>', "a file in HumanEval's format, scored beside the lab's own problems")
    .option('--threads <N>', 'threads to train with', positiveWhole)
    .addOption(
      new Option('--from <STAGE>', 'make this stage and all that follow from it anew').choices(
        RECIPE_STAGE_NAMES,
      ),
    )
    .option('--plan', 'only tell which stages would be made, why, and about how long it takes')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: Options) => {
      const { planTheRecipe, runRecipe } = await import('../../../lab/recipe/run-recipe.ts');
      const projectPath = chooseProject(options.out);
      const settings = settingsOf(options);
      if (options.plan === true) {
        const plan = await planTheRecipe(projectPath, settings);
        print(options.json === true, planDocument(plan), () => describePlan(plan));
        return;
      }
      const { stop, kill } = context.interrupt();
      const outcome = await runRecipe({
        projectPath,
        settings,
        stop,
        kill,
        onNote: context.progress.note,
        onProgress: (view) => {
          showView(context, view);
        },
      });
      context.progress.clear();
      print(options.json === true, outcome, () => describeOutcome(outcome));
    });
}

const settingsOf = (options: Options) => ({
  minutes: options.minutes,
  seed: options.seed,
  rawPaths: (options.raw ?? []).map((path) => resolve(path)),
  ...(options.humaneval === undefined ? {} : { humanEvalPath: resolve(options.humaneval) }),
  ...(options.threads === undefined ? {} : { threads: options.threads }),
  ...(options.from === undefined ? {} : { from: options.from }),
});

/** What scripts read of a plan. */
const planDocument = ({ stages, makes, seconds, sentence }: RecipePlan) => ({
  stages: stages.map(({ id, standing, because, made, seconds: expected, outcome }) => ({
    id,
    standing,
    because,
    made,
    seconds: Math.round(expected),
    identity: outcome?.key ?? null,
  })),
  makes,
  seconds: Math.round(seconds),
  sentence,
});

function describePlan({ stages, sentence }: RecipePlan): string {
  const takes = (made: boolean, seconds: number): string => (made ? duration(seconds) : '–');
  const lines = stages.map(({ id, standing, because, made, seconds }) =>
    [id.padEnd(13), standing.padEnd(7), takes(made, seconds).padStart(13), because.join('; ')]
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n\n${sentence}`;
}

function showView(context: Context, view: RecipeView): void {
  const progress = view.job?.progress;
  if (!progress) return;
  const index = view.stages.findIndex((stage) => stage.id === progress.stage);
  const stage = index < 0 ? progress.stage : `${progress.stage} (${index + 1} of ${view.stages.length})`;
  context.progress.show({ ...progress, stage });
}

function describeOutcome({ rows, report, seconds }: RecipeOutcome): string {
  const withHumanEval = rows.some((row) => row.humanEval !== undefined);
  const header = ['data', 'parameters', 'tokens', 'pass@1', '95 % interval', 'problems'];
  if (withHumanEval) header.push('HumanEval', '95 % interval');
  const interval = ([low, high]: readonly [number, number]): string => `${percent(low)} – ${percent(high)}`;
  const cells = rows.map((row) => [
    row.name,
    count(row.parameters),
    count(row.tokens),
    percent(row.passAt1),
    interval(row.ci95),
    count(row.problems),
    ...(row.humanEval ? [percent(row.humanEval.passAt1), interval(row.humanEval.ci95)] : []),
  ]);
  const losses = describeLosses(rows);
  return `${table(header, cells)}\n\n${losses === null ? '' : `${losses}\n\n`}Report: ${report}\nTook ${duration(seconds)}.`;
}

/** How well each model foresees reference solutions: what still tells models apart that solve nothing yet. */
function describeLosses(rows: RecipeOutcome['rows']): string | null {
  const sets = [
    ['held-out problems', (row: Row) => row.solutionLoss],
    ['hand-written problems', (row: Row) => row.ownWords?.solutionLoss],
    ['HumanEval', (row: Row) => row.humanEval?.solutionLoss],
  ] as const;
  const shown = sets.filter(([, lossOf]) => rows.some((row) => lossOf(row) !== undefined));
  if (shown.length === 0) return null;
  const bits = ([low, high]: readonly [number, number]): string => `${low.toFixed(2)} – ${high.toFixed(2)}`;
  const cells = rows.map((row) => [
    row.name,
    ...shown.flatMap(([, lossOf]) => {
      const loss = lossOf(row);
      return loss === undefined ? ['', ''] : [loss.bitsPerByte.toFixed(2), bits(loss.ci95)];
    }),
  ]);
  const header = ['data', ...shown.flatMap(([name]) => [name, '95 % interval'])];
  return `Bits per byte of the reference solutions (less is better):\n\n${table(header, cells)}`;
}
