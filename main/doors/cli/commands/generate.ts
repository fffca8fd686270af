import type { Command } from 'commander';
import { given } from '../../../lab/given.ts';
import type { CommonOptions, Context } from '../context.ts';
import { notNegative, positiveWhole, shareOfOne, whole } from '../numbers.ts';
import { print } from '../output.ts';

type Options = CommonOptions & {
  readonly model: string;
  readonly prompt: string;
  readonly temperature: number;
  readonly topP: number;
  readonly maxTokens: number;
  readonly stop?: readonly string[];
  readonly seed: number;
  readonly engine?: string;
  readonly threads?: number;
};

export function addGenerate(program: Command, context: Context): void {
  program
    .command('generate')
    .description('let a model go on from a prompt')
    .requiredOption('--model <DIR>', 'checkpoint, or the folder of a run')
    .requiredOption('--prompt <TEXT>', 'what to go on from')
    .option('--temperature <T>', '0 takes the likeliest token each time', notNegative, 0)
    .option('--top-p <P>', 'sample from the likeliest tokens that hold this share', shareOfOne, 1)
    .option('--max-tokens <N>', 'tokens at most', positiveWhole, 128)
    .option('--stop <TEXT...>', 'texts that end the completion')
    .option('--seed <N>', 'seed of the sampling', whole, 1)
    .option(
      '--engine <NAME>',
      'engine to compute with, by its name in doctor, or auto (default: onnxruntime)',
    )
    .option('--threads <N>', 'threads to use', positiveWhole)
    .option('--json', 'one JSON document on standard output')
    .action(async (options: Options) => {
      const { complete } = await import('../../../lab/playground/generate.ts');
      const generation = await complete({
        model: options.model,
        prompt: options.prompt,
        temperature: options.temperature,
        topP: options.topP,
        maxNewTokens: options.maxTokens,
        stop: options.stop ?? [],
        seed: options.seed,
        ...given({ engine: options.engine, threads: options.threads }),
        signal: context.interrupt().stop,
      });
      print(options.json === true, generation, () => options.prompt + generation.completion);
    });
}
