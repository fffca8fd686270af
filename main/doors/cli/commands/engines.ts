import type { Command } from 'commander';
import type { CommonOptions, Context } from '../context.ts';
import { print } from '../output.ts';

type TensorFlowOptions = CommonOptions & {
  readonly gpu?: boolean;
  readonly python?: string;
  readonly tensorflow?: string;
};

export function addEngines(program: Command, { progress }: Context): void {
  const engines = program.command('engines').description('engines that are fetched only when asked for');
  engines
    .command('tensorflow')
    .description('builds tfjs-node’s addon against the C library of PyPI’s TensorFlow, into your data folder')
    .option('--gpu', 'the CUDA 12 build, for NVIDIA cards')
    .option('--python <PATH>', 'the Python 3 whose pip fetches it')
    .option('--tensorflow <VERSION>', 'another release of TensorFlow than the one that was tested')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: TensorFlowOptions) => {
      const { buildTensorFlowEngine } = await import('../../../lab/machine/tensorflow.ts');
      const { python, tensorflow } = options;
      const built = await buildTensorFlowEngine({
        gpu: options.gpu === true,
        ...(python === undefined ? {} : { python }),
        ...(tensorflow === undefined ? {} : { version: tensorflow }),
        onNote: progress.note,
      });
      print(options.json === true, built, () =>
        [
          `TensorFlow ${built.version} is ready as --engine ${built.engine}.`,
          `It lies in ${built.folder}; delete that folder to be rid of it.`,
        ].join('\n'),
      );
    });
}
