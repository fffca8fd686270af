import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CommonOptions } from '../context.ts';
import { print } from '../output.ts';

type Options = CommonOptions & { readonly out: string };

export function addBenchmark(program: Command): void {
  const benchmark = program.command('benchmark').description('published benchmarks');
  benchmark
    .command('fetch <name>')
    .description('download a benchmark (humaneval) and check its sha256')
    .requiredOption('--out <FILE>', 'where to put it')
    .option('--json', 'one JSON document on standard output')
    .action(async (name: string, options: Options) => {
      const { fetchBenchmark } = await import('../../../lab/benchmarks.ts');
      const fetched = await fetchBenchmark(name, resolve(options.out));
      print(
        options.json === true,
        fetched,
        () => `${fetched.name} is in ${fetched.file} (licence ${fetched.license}, sha256 ${fetched.sha256}).`,
      );
    });
}
