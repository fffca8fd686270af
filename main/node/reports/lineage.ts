import type { Lineage, LineageNode } from '../../core/evaluation/lineage.ts';
import type { ReportedBenchmark, ReportedRow } from '../../core/evaluation/report.ts';
import type { DatasetManifest } from '../datasets/manifest.ts';
import { scoresOf } from './findings.ts';
import { compact, count, interval, percent, rowTitle } from './format.ts';

/** These datasets and all that they were made from, as far as it is here; what was made first stands first. */
export function withAncestors(
  hashes: readonly string[],
  manifests: readonly DatasetManifest[],
): DatasetManifest[] {
  const known = new Map(manifests.map((manifest) => [manifest.hash, manifest]));
  const found = new Map<string, DatasetManifest>();
  const add = (hash: string): void => {
    const manifest = known.get(hash);
    if (manifest === undefined || found.has(hash)) return;
    for (const parent of manifest.parents) add(parent);
    found.set(hash, manifest);
  };
  for (const hash of hashes) add(hash);
  return [...found.values()];
}

/** From where the data came from, through every dataset on the way, to the models and what they scored. */
export function lineageOf(
  manifests: readonly DatasetManifest[],
  rows: readonly ReportedRow[],
  benchmarks: readonly ReportedBenchmark[],
): Lineage {
  const made = withAncestors(
    rows.flatMap(({ datasets }) => datasets),
    manifests,
  );
  const nodes = new Map<string, LineageNode>();
  const edges = new Map<string, { from: string; to: string }>();
  const join = (from: string, to: string): void => {
    edges.set(`${from} ${to}`, { from, to });
  };
  for (const manifest of made) {
    for (const source of sourcesOf(manifest)) {
      nodes.set(source.id, source);
      join(source.id, manifest.hash);
    }
    nodes.set(manifest.hash, {
      id: manifest.hash,
      kind: 'dataset',
      title: manifest.name,
      note: `${compact(manifest.records)} texts${madeBy(manifest)}`,
    });
    for (const parent of manifest.parents) if (nodes.has(parent)) join(parent, manifest.hash);
  }
  rows.forEach((row, index) => {
    const model = `model ${String(index)}`;
    const size = row.parameters === undefined ? [] : [compact(row.parameters)];
    const steps = row.steps === undefined ? [] : [`${count(row.steps)} steps`];
    const note = [...size, ...steps].join(' · ') || 'model';
    nodes.set(model, { id: model, kind: 'model', title: rowTitle(row.name), note });
    for (const hash of row.datasets) if (nodes.has(hash)) join(hash, model);
    benchmarks.forEach(({ name }, at) => {
      const [score] = scoresOf(row, at);
      if (score === undefined) return;
      const id = `score ${String(index)} ${String(at)}`;
      nodes.set(id, {
        id,
        kind: 'score',
        title: `${percent(score.rate)} pass@1`,
        note: benchmarks.length > 1 ? name : interval(score),
      });
      join(model, id);
    });
  });
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** Where a dataset without parents came from. */
function sourcesOf({ parents, operation, parameters }: DatasetManifest): LineageNode[] {
  if (parents.length > 0) return [];
  const settings = parameters as Readonly<Record<string, unknown>> | null;
  const paths = settings?.['paths'];
  const teacher = settings?.['teacher'];
  const titles = Array.isArray(paths)
    ? paths.map(String)
    : typeof teacher === 'string'
      ? [teacher]
      : [operation];
  return titles.map((title) => ({
    id: `source ${title}`,
    kind: 'source',
    title: title.split(/[\\/]/).findLast((part) => part !== '') ?? title,
    note: typeof teacher === 'string' ? 'teacher' : 'raw source',
  }));
}

/** What decided which texts are in it, where one number did. */
function madeBy({ operation, parameters }: DatasetManifest): string {
  const settings = parameters as Readonly<Record<string, unknown>> | null;
  const threshold = settings?.['threshold'];
  if (!operation.startsWith('filter') || typeof threshold !== 'number') return '';
  return ` · q ${operation.includes('dropped') ? '<' : '≥'} ${threshold.toFixed(2)}`;
}
