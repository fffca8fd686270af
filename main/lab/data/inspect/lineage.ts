import type { LineageKind, LineageNode, LineageView } from '../../../../preload/contract/lineage.ts';
import { lineageColumns } from '../../../core/evaluation/lineage.ts';
import type { DatasetManifest } from '../../../node/datasets/manifest.ts';
import { readClassifierManifest } from '../../../node/corpus/classifier-artifact.ts';
import { listDatasets, summarise, type Dataset } from '../../../node/datasets/open-dataset.ts';
import { absolutePath } from '../../../node/projects/project.ts';
import type { ArtifactRow } from '../../../node/store/schema.ts';
import { listEvaluations } from '../../../node/store/queries/evaluations.ts';
import { findRun, listRuns } from '../../../node/store/queries/runs.ts';
import type { LabParts } from '../../lab.ts';
import { classifierOf } from '../quality.ts';

/** Kinds that have a column of their own; sources and datasets stand as deep as they were made. */
const OWN_COLUMN: readonly LineageKind[] = ['tokenizer', 'run', 'checkpoint', 'evaluation', 'report'];

const count = (value: number): string => value.toLocaleString('en-US');

/** Everything in the project and what was made from what, from raw source to report. */
export async function lineageView(parts: LabParts): Promise<LineageView> {
  const nodes = new Map<string, LineageNode>();
  const edges = new Map<string, { readonly from: string; readonly to: string }>();
  const join = (from: string, to: string): void => {
    if (nodes.has(from) && nodes.has(to)) edges.set(`${from} ${to}`, { from, to });
  };
  const datasets = await listDatasets(parts.project.datasets);
  addDatasets(datasets, nodes, join);
  await addClassifiers(parts, datasets, nodes, join);
  const artifacts = await parts.store.db.selectFrom('artifacts').selectAll().orderBy('created_at').execute();
  const of = (kind: ArtifactRow['kind']) =>
    artifacts
      .filter((row) => row.kind === kind)
      .map((row) => ({ ...row, parents: JSON.parse(row.parents) as readonly string[] }));
  for (const { hash, name, parents } of of('tokenizer')) {
    const about = { title: name, note: 'tokenizer', hash, parameters: null, page: null };
    nodes.set(hash, { id: hash, kind: 'tokenizer', ...about });
    for (const parent of parents) join(parent, hash);
  }
  const evaluations = await listEvaluations(parts.store.db);
  const evaluated = new Set(evaluations.map(({ checkpoint_hash }) => checkpoint_hash));
  await addRuns(parts, nodes, join, of('checkpoint'), evaluated);
  for (const { id, benchmark, pass_at_1, problems, checkpoint_hash } of evaluations) {
    const score = pass_at_1 === null ? 'not done' : `pass@1 ${(100 * pass_at_1).toFixed(1)} %`;
    const about = { title: benchmark, note: `${score}, ${count(problems)} problems`, hash: null };
    nodes.set(id, { id, kind: 'evaluation', ...about, parameters: null, page: { view: 'evaluation', id } });
    join(checkpoint_hash, id);
  }
  for (const { path, name, hash, parents } of of('report')) {
    const page = { view: 'report', id: idOf(path).replace(/\.html$/, '') } as const;
    nodes.set(path, { id: path, kind: 'report', title: name, note: 'report', hash, parameters: null, page });
    const through = evaluations.filter(({ checkpoint_hash }) => parents.includes(checkpoint_hash));
    for (const { id } of through) join(id, path);
    if (through.length === 0) for (const parent of parents) join(parent, path);
  }
  const lineage = { nodes: [...nodes.values()], edges: [...edges.values()] };
  return { columns: lineageColumns(lineage, OWN_COLUMN), edges: lineage.edges };
}

type Nodes = Map<string, LineageNode>;
type Join = (from: string, to: string) => void;

const idOf = (path: string): string => path.split('/').at(-1)!;

function addDatasets(datasets: readonly Dataset[], nodes: Nodes, join: Join): void {
  for (const dataset of datasets) {
    const { id, name, records, operation, hash } = summarise(dataset);
    const { parameters } = dataset.manifest;
    const note = `${count(records)} records, ${operation}`;
    nodes.set(hash, { id: hash, kind: 'dataset', title: name, note, hash, parameters, page: { view: 'data', id } });
  }
  for (const { manifest } of datasets) {
    for (const parent of manifest.parents) join(parent, manifest.hash);
    for (const title of sourcesOf(manifest)) {
      const id = `source ${title}`;
      const short = title.split(/[\\/]/).findLast((part) => part !== '') ?? title;
      const about = { title: short, note: 'source', hash: null, parameters: { path: title }, page: null };
      nodes.set(id, { id, kind: 'source', ...about });
      join(id, manifest.hash);
    }
  }
}

/** What scored a dataset stands between the labels that it learnt and what it scored, on its page of quality. */
async function addClassifiers(
  parts: LabParts,
  datasets: readonly Dataset[],
  nodes: Nodes,
  join: Join,
): Promise<void> {
  for (const dataset of datasets) {
    const classifier = classifierOf(dataset);
    if (classifier === null) continue;
    const { hash, name, folder, features, figures } = classifier;
    const { id, hash: scored } = summarise(dataset);
    if (!nodes.has(hash)) {
      const skill = figures.auc === null ? 'not measured' : `AUC ${figures.auc.value.toFixed(3)}`;
      // Its folder may be gone; what it scored tells of it all the same.
      const manifest =
        folder === undefined
          ? null
          : await readClassifierManifest(absolutePath(parts.project, folder)).catch(() => null);
      nodes.set(hash, {
        id: hash,
        kind: 'classifier',
        title: name,
        note: `classifier by ${features}, ${skill}`,
        hash,
        parameters: manifest?.parameters ?? null,
        page: { view: 'quality', id },
      });
      for (const parent of manifest?.parents ?? []) join(parent, hash);
    }
    join(hash, scored);
  }
}

/** Where a dataset that was made from no other came from. */
function sourcesOf({ parents, operation, parameters }: DatasetManifest): readonly string[] {
  if (parents.length > 0) return [];
  const said = parameters as Readonly<Record<string, unknown>> | null;
  if (Array.isArray(said?.['paths']) && said['paths'].length > 0) return said['paths'].map(String);
  const teacher = said?.['teacher'];
  return [typeof teacher === 'string' ? teacher : operation];
}

async function addRuns(
  { store }: LabParts,
  nodes: Nodes,
  join: Join,
  checkpoints: readonly { readonly path: string; readonly hash: string; readonly created_at: number }[],
  evaluated: ReadonlySet<string>,
): Promise<void> {
  for (const { id, name, step, parameters: size } of await listRuns(store.db)) {
    const row = await findRun(store.db, id);
    if (row === undefined) continue;
    const config = JSON.parse(row.config) as Readonly<Record<string, unknown>>;
    const run = `run ${id}`;
    const note = `${count(step)} steps, ${count(size)} parameters`;
    nodes.set(run, { id: run, kind: 'run', title: name, note, hash: null, parameters: config, page: { view: 'run', id } });
    for (const hash of Array.isArray(config['datasets']) ? config['datasets'] : []) join(String(hash), run);
    join(String(config['tokenizer']), run);
    const own = checkpoints.filter(({ path }) => path.startsWith(`${row.path}/`));
    // Those that were scored, and the last: the others are steps on the way.
    const shown = own.filter(({ hash }, at) => evaluated.has(hash) || at === own.length - 1);
    for (const { path, hash } of shown) {
      const title = `step ${Number(/(\d+)\/?$/.exec(path)?.[1] ?? 0).toLocaleString('en-US')}`;
      const about = { title, note: 'checkpoint', hash, parameters: null, page: { view: 'run', id } as const };
      nodes.set(hash, { id: hash, kind: 'checkpoint', ...about });
      join(run, hash);
    }
  }
}
