import type { LabClient } from '../../preload/contract/contract.ts';
import type { DatasetSummary } from '../../preload/contract/datasets.ts';
import type { RunDetails } from '../../preload/contract/runs.ts';
import { formatRoute } from './route.ts';

export type Crumb = { readonly name: string; readonly href: string };

/** More would push the title off a narrow window; what is before them is on the data's own page. */
const SHOWN = 3;

/** From where it began to the dataset itself, at each step by the first parent that is still there. */
export function lineageOf(datasets: readonly DatasetSummary[], last: DatasetSummary): DatasetSummary[] {
  const way = [last];
  for (;;) {
    const parent = way[0]!.parents
      .map((name) => datasets.find((one) => one.id === name || one.hash === name))
      .find((one) => one !== undefined && !way.includes(one));
    if (parent === undefined) return way;
    way.unshift(parent);
  }
}

/** The data that a run learnt from, as the way to it: by what its configuration says of hashes. */
export function crumbsOfRun(
  run: Pick<RunDetails, 'config'>,
  datasets: readonly DatasetSummary[],
): readonly Crumb[] {
  const hashes = run.config['datasets'];
  const named = Array.isArray(hashes) ? hashes : [];
  // The last is what a run ends with: the exercises of a finetuning, not what came before.
  const data = named
    .map((hash) => datasets.find((one) => one.hash === hash))
    .findLast((one) => one !== undefined);
  if (data === undefined) return [];
  return lineageOf(datasets, data)
    .slice(-SHOWN)
    .map(({ id, name }) => ({ name, href: `#/data/${encodeURIComponent(id)}` }));
}

/** The way from the data to a run; only as far as it can still be told. */
export async function lineageOfRun(client: LabClient, id: string): Promise<readonly Crumb[]> {
  try {
    const [run, datasets] = await Promise.all([
      client.call('runs.get', { id }),
      client.call('datasets.list'),
    ]);
    const itself = { name: run.name, href: formatRoute({ view: 'run', id, compare: [] }) };
    return [...crumbsOfRun(run, datasets), itself];
  } catch {
    return [];
  }
}
