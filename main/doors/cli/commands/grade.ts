import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { given } from '../../../lab/given.ts';
import type { GradedModels } from '../../../lab/evaluation/grade.ts';
import type { CommonOptions, Context } from '../context.ts';
import { notNegative, positiveWhole, whole } from '../numbers.ts';
import { count, print, table } from '../output.ts';
import { paceOf } from '../progress-line.ts';

type RunOptions = CommonOptions & {
  readonly model: readonly string[];
  readonly problems?: string;
  readonly teacherUrl?: string;
  readonly grader?: readonly string[];
  readonly maxTokens: number;
  readonly seed: number;
  readonly out: string;
  readonly threads?: number;
};
type ManualOptions = CommonOptions & {
  readonly task: string;
  readonly model: string;
  readonly grade: number;
  readonly note: string;
};

export function addGrade(program: Command, context: Context): void {
  const grade = program
    .command('grade')
    .description('problems without tests, graded 0–10 by language models that do not know who wrote what');
  grade
    .command('run')
    .description('have models answer, and graders grade; goes on where it was interrupted')
    .requiredOption('--model <NAME=DIR...>', 'checkpoints, each with the name it is reported under')
    .requiredOption('--out <DIR>', 'folder of the grading')
    .option('--problems <FILE>', 'JSON lines of task_id, prompt, entry_point (default: the lab’s own)')
    .option('--teacher-url <URL>', 'OpenAI-compatible server (default: $HORNBOOK_TEACHER_URL)')
    .option(
      '--grader <MODEL...>',
      'the server’s models, or .gguf files; one is asked three times (default: $HORNBOOK_TEACHER_MODEL)',
    )
    .option('--max-tokens <N>', 'tokens of an answer at most', positiveWhole, 256)
    .option('--seed <N>', 'seed of the order and the graders', whole, 1)
    .option('--threads <N>', 'threads to use', positiveWhole)
    .option('--json', 'one JSON document on standard output')
    .action((options: RunOptions) => run(options, context));
  grade
    .command('show <folder>')
    .description('scores and agreement of a grading')
    .option('--json', 'one JSON document on standard output')
    .action(async (folder: string, options: CommonOptions) => {
      const { showGrading } = await import('../../../lab/evaluation/grade.ts');
      const shown = showGrading(folder);
      print(options.json === true, shown, () => describe(shown));
    });
  grade
    .command('manual <folder>')
    .description("put a person's grade beside the graders'")
    .requiredOption('--task <ID>', 'task id')
    .requiredOption('--model <NAME>', 'whose answer')
    .requiredOption('--grade <N>', '0 to 10', outOfTen)
    .option('--note <TEXT>', 'why', '')
    .option('--json', 'one JSON document on standard output')
    .action(async (folder: string, options: ManualOptions) => {
      const { gradeByHand } = await import('../../../lab/evaluation/grade.ts');
      const { task: taskId, model: candidate, grade: points, note: evaluation } = options;
      const summary = gradeByHand(folder, { taskId, candidate, grade: points, evaluation });
      print(options.json === true, summary, () => describe(summary));
    });
}

function outOfTen(text: string): number {
  const value = notNegative(text);
  if (value > 10) throw new InvalidArgumentError('It must be a number from 0 to 10.');
  return value;
}

async function run(options: RunOptions, context: Context): Promise<void> {
  const paces = {
    writing: paceOf('grade', 'writing answers', 'answers'),
    grading: paceOf('grade', 'grading answers', 'grades'),
  };
  const { gradeCommand } = await import('../../../lab/evaluation/grade.ts');
  const summary = await gradeCommand({
    models: options.model.map(nameAndPath),
    graderModels: options.grader ?? [],
    ...given({ problemsPath: options.problems, baseUrl: options.teacherUrl, threads: options.threads }),
    maxNewTokens: options.maxTokens,
    seed: options.seed,
    out: options.out,
    signal: context.interrupt().stop,
    onProgress: (doing, done, total) => {
      context.progress.show(paces[doing](done, total));
    },
  });
  context.progress.clear();
  print(options.json === true, summary, () => describe(summary));
}

/** `NAME=DIR`; a folder alone is its own name. */
function nameAndPath(text: string): { name: string; path: string } {
  const at = text.indexOf('=');
  return at < 0 ? { name: text, path: text } : { name: text.slice(0, at), path: text.slice(at + 1) };
}

function describe(graded: GradedModels): string {
  const { candidates, alpha, kappas, manualKappa, passedOver, spent } = graded;
  const rows = candidates.map(({ candidate, score, ci95: [low, high], graded, manual }) => [
    candidate,
    score.toFixed(1),
    `${low.toFixed(1)} – ${high.toFixed(1)}`,
    count(graded),
    manual === null ? '–' : `${manual.score.toFixed(1)} (${count(manual.graded)})`,
  ]);
  const said = (value: number | null): string => (value === null ? 'not defined' : value.toFixed(2));
  const lines = [table(['model', 'score of 100', '95 % interval', 'answers', 'by hand'], rows), ''];
  lines.push(`Agreement of the graders: Krippendorff's α ${said(alpha)}.`);
  for (const { first, second, kappa } of kappas)
    lines.push(`  ${first} and ${second}: quadratic κ ${said(kappa)}.`);
  if (manualKappa !== null)
    lines.push(`Agreement with the grades by hand: quadratic κ ${said(manualKappa)}.`);
  for (const { grader, answers } of passedOver)
    lines.push(
      `${grader} said nothing that is a grade of ${answers === 1 ? '1 answer; it counts' : `${count(answers)} answers; they count`} nowhere.`,
    );
  const { promptTokens, completionTokens } = spent;
  if (promptTokens > 0)
    lines.push(`The graders read ${count(promptTokens)} tokens and wrote ${count(completionTokens)}.`);
  return lines.join('\n');
}
