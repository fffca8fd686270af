import type { Command } from 'commander';
import type { CommonOptions, Context } from '../context.ts';
import { notNegative, positiveWhole, shareOfOne, whole } from '../numbers.ts';
import { percent, print } from '../output.ts';
import { paceOf } from '../progress-line.ts';

type Options = CommonOptions & {
  readonly model: string;
  readonly problems: string;
  readonly samples: number;
  readonly temperature: number;
  readonly topP: number;
  readonly maxTokens: number;
  readonly timeLimit: number;
  readonly seed: number;
  readonly out: string;
  readonly threads?: number;
};

export function addEval(program: Command, context: Context): void {
  program
    .command('eval')
    .description('have a model solve problems, run what it wrote, and score it')
    .requiredOption('--model <DIR>', 'checkpoint, or the folder of a run')
    .requiredOption('--problems <FILE>', "problems in HumanEval's format (JSON lines, .gz too)")
    .requiredOption('--out <DIR>', 'folder of the evaluation')
    .option('--samples <N>', 'completions of each problem', positiveWhole, 1)
    .option('--temperature <T>', '0 takes the likeliest token each time', notNegative, 0)
    .option('--top-p <P>', 'sample from the likeliest tokens that hold this share', shareOfOne, 1)
    .option('--max-tokens <N>', 'tokens of a completion at most', positiveWhole, 256)
    .option('--time-limit <MS>', 'milliseconds that a program may run', positiveWhole, 3000)
    .option('--seed <N>', 'seed of the sampling', whole, 1)
    .option('--threads <N>', 'threads to use', positiveWhole)
    .option('--json', 'one JSON document on standard output')
    .action(async (options: Options) => {
      const paces = {
        writing: paceOf('write', 'writing completions', 'completions'),
        running: paceOf('judge', 'running completions', 'completions'),
      };
      const { evaluate } = await import('../../../lab/evaluate.ts');
      const file = await evaluate({
        model: options.model,
        problemsPath: options.problems,
        samplesPerProblem: options.samples,
        temperature: options.temperature,
        topP: options.topP,
        maxNewTokens: options.maxTokens,
        timeLimitMs: options.timeLimit,
        seed: options.seed,
        out: options.out,
        ...(options.threads === undefined ? {} : { threads: options.threads }),
        signal: context.interrupt().stop,
        onProgress: (doing, done, total) => {
          context.progress.show(paces[doing](done, total));
        },
      });
      context.progress.clear();
      print(options.json === true, file, () => {
        const [low, high] = file.ci95;
        return `pass@1 ${percent(file.passAt1)} (95 % interval ${percent(low)} – ${percent(high)}) over ${file.problems} problems; samples are in ${options.out} (isolation: ${file.isolation}).`;
      });
    });
}
