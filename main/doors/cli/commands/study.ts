import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { StudyDetails } from '../../../../preload/contract/studies.ts';
import { chooseProject } from '../../../lab/project/project.ts';
import type { StudyRun } from '../../../lab/studies/run-study.ts';
import type { CommonOptions, Context } from '../context.ts';
import { positiveWhole, whole } from '../numbers.ts';
import { count, percent, print, table } from '../output.ts';

type Options = CommonOptions & {
  readonly project?: string;
  readonly name: string;
  readonly data?: readonly string[];
  readonly presets: readonly string[];
  readonly tokens?: readonly number[];
  readonly seeds?: readonly number[];
  readonly benchmark?: string;
  readonly context?: number;
  readonly batch?: number;
  readonly vocab?: number;
  readonly answers: boolean;
  readonly threads?: number;
  readonly resume?: string;
  readonly show?: string;
  readonly figures?: string;
};

const gathered =
  (parse: (text: string) => number) =>
  (text: string, earlier: readonly number[] | undefined): number[] => [...(earlier ?? []), parse(text)];

export function addStudy(program: Command, context: Context): void {
  program
    .command('study')
    .description('train and measure a grid of models: datasets × sizes × tokens × seeds')
    .option('--project <DIR>', 'project folder (default: the starter project)')
    .option('--name <NAME>', 'what to call it', 'Study')
    .option('--data <DS...>', 'datasets of the project; the first is what the others are compared with')
    .option('--presets <NAME...>', 'model sizes', ['nano'])
    .option('--tokens <N...>', 'tokens to train on', gathered(positiveWhole))
    .option('--seeds <N...>', 'seeds (default: 1)', gathered(whole))
    .option('--benchmark <ID>', "benchmark of the project to ask (default: the lab's own)")
    .option('--context <N>', 'tokens seen at once', positiveWhole)
    .option('--batch <N>', 'sequences in a step', positiveWhole)
    .option('--vocab <N>', 'size of the vocabulary that is learned', positiveWhole)
    .option('--no-answers', 'measure the loss on the solutions only, which is quick')
    .option('--threads <N>', 'threads to train with', positiveWhole)
    .option('--resume <JOB>', 'go on with a study')
    .option('--show <JOB>', 'tell again what a study found')
    .option('--figures <DIR>', 'write each figure as SVG and PDF, and its points as CSV')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: Options) => {
      const { stop, kill } = context.interrupt();
      const { runStudy, writeStudyFigures } = await import('../../../lab/studies/run-study.ts');
      const details = await runStudy({
        projectPath: chooseProject(options.project),
        what: whatOf(options),
        stop,
        kill,
        onNote: context.progress.note,
        onProgress: ({ progress }) => {
          if (progress) context.progress.show(progress);
        },
      });
      context.progress.clear();
      if (options.figures !== undefined) {
        const noPdf = await writeStudyFigures(details, options.figures);
        if (noPdf !== null) context.progress.note(noPdf);
      }
      print(options.json === true, details, () => describe(details));
    });
}

function whatOf(options: Options): StudyRun['what'] {
  if (options.show !== undefined) return { kind: 'show', job: options.show };
  if (options.resume !== undefined) return { kind: 'resume', job: options.resume };
  const { name, data, presets, tokens, benchmark, context, batch, vocab, threads } = options;
  if (data === undefined || tokens === undefined)
    throw new InvalidArgumentError('A new study needs --data and --tokens.');
  return {
    kind: 'new',
    study: {
      name,
      datasets: data.map((reference) => (reference.includes('/') ? resolve(reference) : reference)),
      presets: [...presets],
      tokens: [...tokens],
      seeds: [...(options.seeds ?? [1])],
      answer: options.answers,
      ...(benchmark === undefined ? {} : { benchmark }),
      ...(context === undefined ? {} : { context }),
      ...(batch === undefined ? {} : { batch }),
      ...(vocab === undefined ? {} : { vocabulary: vocab }),
      ...(threads === undefined ? {} : { threads }),
    },
  };
}

function describe({ models, datasets, findings }: StudyDetails): string {
  const nameOf = new Map(datasets.map(({ reference, name }) => [reference, name]));
  const cells = models.map(({ dataset, preset, tokens, seed, result }) => [
    nameOf.get(dataset) ?? dataset,
    preset,
    count(tokens),
    String(seed),
    result === null ? '' : result.solutionLoss.bitsPerByte.toFixed(3),
    (result?.heldOutLoss ?? null)?.toFixed(3) ?? '',
    result?.answers ? percent(result.answers.passAt1) : '',
  ]);
  const header = ['data', 'size', 'tokens', 'seed', 'bits/byte', 'held-out', 'pass@1'];
  const sentences = findings.flatMap((finding) => finding.sentences);
  return [table(header, cells), ...(sentences.length === 0 ? [] : ['', ...sentences])].join('\n');
}
