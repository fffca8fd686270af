import { Failure } from '../core/failure.ts';
import { downloadBenchmark, publishedBenchmarks } from '../node/benchmarks/download.ts';

export type FetchedBenchmark = {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly license: string;
};

/** Downloads a published benchmark by its short name and says what was kept under which licence. */
export async function fetchBenchmark(name: string, file: string): Promise<FetchedBenchmark> {
  const known = Object.keys(publishedBenchmarks);
  if (!(name in publishedBenchmarks)) {
    throw new Failure('unknown-benchmark', `There is no benchmark ${name} to fetch; choose ${known.join(' or ')}.`);
  }
  const benchmark = publishedBenchmarks[name as keyof typeof publishedBenchmarks];
  await downloadBenchmark(benchmark, file);
  return { name: benchmark.name, file, sha256: benchmark.sha256, license: benchmark.license };
}
