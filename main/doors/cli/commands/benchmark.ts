import { resolve } from 'node:path';
import type { Command } from 'commander';
import { given } from '../../../lab/given.ts';
import { chooseProject } from '../../../lab/project/project.ts';
import type { CommonOptions, Context } from '../context.ts';
import { count, print, table } from '../output.ts';
import { paceOf } from '../progress-line.ts';

type FetchOptions = CommonOptions & { readonly out: string };
type ImportOptions = CommonOptions & {
  readonly project?: string;
  readonly name?: string;
  readonly license?: string;
  readonly selfTest: boolean;
};
type ListOptions = CommonOptions & { readonly project?: string };

export function addBenchmark(program: Command, context: Context): void {
  const benchmark = program
    .command('benchmark')
    .description('benchmarks: published ones, and those of a project');
  benchmark
    .command('fetch <name>')
    .description('download a benchmark (humaneval) and check its sha256')
    .requiredOption('--out <FILE>', 'where to put it')
    .option('--json', 'one JSON document on standard output')
    .action(async (name: string, options: FetchOptions) => {
      const { fetchBenchmark } = await import('../../../lab/evaluation/benchmarks.ts');
      const fetched = await fetchBenchmark(name, resolve(options.out));
      print(
        options.json === true,
        fetched,
        () => `${fetched.name} is in ${fetched.file} (licence ${fetched.license}, sha256 ${fetched.sha256}).`,
      );
    });
  benchmark
    .command('import <file>')
    .description(
      "put a file in HumanEval's, MBPP's or EvalPlus' format into a project, its references tested",
    )
    .option('--name <NAME>', 'what to call it (default: the file’s name)')
    .option('--license <L>', 'its licence, where the file is not a published one')
    .option('--no-self-test', 'take the references as they are')
    .option('--project <DIR>', 'project folder (default: the starter project)')
    .option('--json', 'one JSON document on standard output')
    .action((file: string, options: ImportOptions) => importFile(file, options, context));
  benchmark
    .command('list')
    .description('the benchmarks of a project')
    .option('--project <DIR>', 'project folder (default: the starter project)')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: ListOptions) => {
      const { benchmarksOf } = await import('../../../lab/evaluation/benchmarks.ts');
      const held = await benchmarksOf(chooseProject(options.project));
      print(options.json === true, held, () =>
        table(
          ['benchmark', 'format', 'problems', 'licence', 'sha256'],
          held.map(({ id, format, problems, license, hash }) => [
            id,
            format,
            count(problems),
            license,
            hash.slice(0, 12),
          ]),
        ),
      );
    });
}

async function importFile(file: string, options: ImportOptions, context: Context): Promise<void> {
  const pace = paceOf('self-test', 'running the references', 'problems');
  const { importBenchmarkFile } = await import('../../../lab/evaluation/benchmarks.ts');
  const record = await importBenchmarkFile({
    projectPath: chooseProject(options.project),
    file: resolve(file),
    ...given({ name: options.name, license: options.license }),
    selfTest: options.selfTest,
    onProgress: (done, total) => {
      context.progress.show(pace(done, total));
    },
    signal: context.interrupt().stop,
  });
  context.progress.clear();
  print(options.json === true, record, () => {
    const { selfTest, doubtful } = record;
    const lines = [
      `${record.name}: ${count(record.problems)} problems (${record.format}), licence ${record.license}, sha256 ${record.hash}.`,
      `Evaluate on it with --benchmark ${record.id}.`,
    ];
    if (selfTest !== null) {
      lines.push(`References: ${count(selfTest.passed)} passed, ${count(selfTest.failed.length)} failed.`);
      lines.push(
        ...selfTest.failed.map(({ taskId, verdict, detail }) => `  ${taskId}: ${verdict} (${detail})`),
      );
    }
    if (doubtful.length > 0) {
      lines.push(`Known to be doubtful, and left out with --without ${doubtful.join(',')}.`);
    }
    return lines.join('\n');
  });
}
