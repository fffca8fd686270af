import type { Command } from 'commander';
import { given } from '../../../lab/given.ts';
import type { TaughtDatasets } from '../../../lab/teaching/teach.ts';
import type { CommonOptions, Context } from '../context.ts';
import { notNegative, positive, positiveWhole, whole } from '../numbers.ts';
import { count, percent, print } from '../output.ts';

type Options = CommonOptions & {
  readonly teacher: string;
  readonly model?: string;
  readonly keyVariable?: string;
  readonly count: number;
  readonly out: string;
  readonly seed: number;
  readonly prompt?: string;
  readonly prompts?: string;
  readonly answers?: string;
  readonly repair?: boolean;
  readonly withTests?: boolean;
  readonly atOnce: number;
  readonly patience: number;
  readonly promptPrice: number;
  readonly answerPrice: number;
  readonly spendAtMost?: number;
  readonly tokensAtMost?: number;
  readonly embedder?: string;
  readonly license?: string;
};

export function addTeach(program: Command, context: Context): void {
  const teach = program
    .command('teach')
    .description('has a teacher write textbooks or exercises, runs them, and keeps those that hold');
  for (const lessons of ['textbooks', 'exercises'] as const) addLessons(teach, context, lessons);
  teach
    .command('install-llama')
    .description('fetches node-llama-cpp from npm into your data folder, for GGUF models')
    .option('--gpu', 'the builds for graphics cards too (hundreds of MB)')
    .option('--json', 'one JSON document on standard output')
    .action(async ({ gpu, json }: CommonOptions & { readonly gpu?: boolean }) => {
      const { installLlama } = await import('../../../lab/teaching/teach.ts');
      const installed = await installLlama({ gpu: gpu === true, onNote: context.progress.note });
      print(
        json === true,
        installed,
        () =>
          `node-llama-cpp ${installed.version} is ready in ${installed.folder}; delete that folder to be rid of it.`,
      );
    });
}

function addLessons(teach: Command, context: Context, lessons: 'textbooks' | 'exercises'): void {
  const command = teach
    .command(lessons)
    .description(
      lessons === 'textbooks'
        ? 'sections of a textbook; every output they state is run and compared'
        : 'functions with docstring, solution and tests; solutions, tests and wrong solutions are run',
    )
    .requiredOption('--count <N>', 'lessons to ask for', positiveWhole)
    .requiredOption('--out <DS>', 'folder of the kept lessons; the others go to <DS>-dropped')
    .option(
      '--teacher <T>',
      'curriculum, endpoint, the address of an OpenAI-compatible server, a .gguf file, or the folder of a checkpoint',
      'curriculum',
    )
    .option('--model <NAME>', 'model of the server (default: $HORNBOOK_TEACHER_MODEL)')
    .option('--key-variable <NAME>', 'environment variable that holds the server’s key')
    .option('--seed <N>', 'seed of the order of lessons and of the answers', whole, 1)
    .option('--prompt <FILE>', 'name of a prompt file, such as exercise.md')
    .option('--prompts <DIR>', 'folder of your own prompts and lists (default: those of the project)')
    .option(
      '--answers <DIR>',
      'folder of the answers, so that nothing is paid twice (default: <DS>-teaching)',
    )
    .option('--repair', 'send back once, with the reason, what does not hold')
    .option('--at-once <N>', 'requests under way at the same time', positiveWhole, 4)
    .option('--patience <S>', 'seconds to wait for an answer to begin, and to go on', positive, 120)
    .option('--prompt-price <P>', 'price of a million prompt tokens', notNegative, 0)
    .option('--answer-price <P>', 'price of a million answer tokens', notNegative, 0)
    .option('--spend-at-most <P>', 'stops before this much is spent; what is there is kept', notNegative)
    .option(
      '--tokens-at-most <N>',
      'stops before so many tokens are used; what is there is kept',
      positiveWhole,
    )
    .option('--embedder <DIR>', 'checkpoint whose embeddings measure how much the lessons differ')
    .option('--license <NAME>', 'licence of the texts, recorded with each')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: Options) => {
      const { teachCommand } = await import('../../../lab/teaching/teach.ts');
      const {
        teacher,
        model,
        keyVariable,
        json,
        promptPrice,
        answerPrice,
        spendAtMost,
        tokensAtMost,
        ...same
      } = options;
      const result = await teachCommand({
        lessons,
        teacher,
        ...given({ model, keyVariable }),
        parameters: given({
          ...same,
          repair: options.repair === true,
          promptPrice,
          completionPrice: answerPrice,
          moneyCap: spendAtMost,
          tokenCap: tokensAtMost,
        }),
        signal: context.interrupt().stop,
        onProgress: context.progress.show,
        onNote: context.progress.note,
      });
      context.progress.clear();
      print(json === true, result, () => describe(result));
    });
  if (lessons === 'exercises') {
    command.option('--with-tests', 'each text ends with its tests: to train a model that is to teach');
  }
}

function describe({ summary, causes, dataset, dropped, diversity }: TaughtDatasets): string {
  const [words, pairs, threes, fours] = diversity.distinct.map(percent);
  return [
    summary,
    ...causes.map(({ cause, lessons }) => `  ${count(lessons)} kept aside: ${cause}`),
    `Of the kept: distinct words ${words!}, pairs ${pairs!}, threes ${threes!}, fours ${fours!}; near duplicates ${percent(diversity.nearDuplicates)}${diversity.spread === null ? '' : `; spread of embeddings ${diversity.spread.toFixed(3)}`}.`,
    `  ${dataset.folder}: ${count(dataset.records)} records, ${count(dataset.bytes)} bytes of text`,
    ...(dropped === null ? [] : [`  ${dropped.folder}: what was kept aside, with the reasons`]),
  ].join('\n');
}
