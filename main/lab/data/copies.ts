import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { CopyOutputs, CopyReport, PruneStudy } from '../../../preload/contract/copies.ts';
import { Failure } from '../../core/failure.ts';
import { evidenceIn, readGroups, readPairs, readPairsAbout } from '../../node/corpus/evidence.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { listDatasets } from '../../node/datasets/open-dataset.ts';
import { withConnection } from '../../node/datasets/database.ts';
import { shardTable } from '../../node/datasets/open-dataset.ts';
import { openInProject } from './inspect/open.ts';
import type { LabParts } from '../lab.ts';

/** Every call about what repeats what. */
export function copyCalls(parts: LabParts): {
  readonly [Name in keyof CopyOutputs]: (input: ParsedInput<Name>) => Promise<CopyOutputs[Name]>;
} {
  const evidence = async (id: string, kind: 'groups' | 'pairs'): Promise<string> => {
    const { folder, manifest } = await openInProject(parts, id);
    if (evidenceIn(folder) === kind) return folder;
    const what = kind === 'groups' ? 'removing duplicates' : 'removing what is close to a benchmark';
    throw new Failure('no-evidence', `${manifest.name} was not made by ${what}; choose another dataset.`);
  };
  return {
    'copies.reports': () => copyReports(parts),
    'copies.groups': async ({ dataset, ...page }) => readGroups(await evidence(dataset, 'groups'), page),
    'copies.pairs': async ({ dataset, ...page }) => {
      const folder = await evidence(dataset, 'pairs');
      return { ...(await readPairs(folder, page)), thresholds: readPairsAbout(folder).thresholds };
    },
    'copies.texts': async ({ dataset: id, record, with: other }) => {
      const dataset = await openInProject(parts, id);
      const right = await textOf(parts, dataset, record);
      const left =
        'task' in other
          ? (readPairsAbout(await evidence(id, 'pairs')).problems[other.task] ?? null)
          : await textOf(parts, dataset, other.record);
      return { left, right };
    },
    'copies.studies': () => Promise.resolve(pruneStudies(join(parts.project.path, 'operations'))),
  };
}

/** Newest first. */
async function copyReports(parts: LabParts): Promise<CopyReport[]> {
  const all = await listDatasets(parts.project.datasets);
  const reports = await Promise.all(
    all.map(async ({ folder, manifest }): Promise<CopyReport[]> => {
      const kind = evidenceIn(folder);
      if (kind === null) return [];
      const parent = all.find((one) => one.manifest.hash === manifest.parents[0]);
      const first = { offset: 0, limit: 1, query: '' };
      const { total } = await (kind === 'groups' ? readGroups(folder, first) : readPairs(folder, first));
      return [
        {
          datasetId: basename(folder),
          kind,
          name: parent?.manifest.name ?? manifest.name,
          dropped: manifest.records,
          found: total,
          createdAt: manifest.createdAt,
        },
      ];
    }),
  );
  return reports.flat().sort((one, other) => other.createdAt - one.createdAt);
}

/** A record's text, from what was dropped or from what it was dropped from; null where neither is there. */
async function textOf(parts: LabParts, dropped: Dataset, id: string): Promise<string | null> {
  const parents = (await listDatasets(parts.project.datasets)).filter(({ manifest }) =>
    dropped.manifest.parents.includes(manifest.hash),
  );
  for (const dataset of [dropped, ...parents]) {
    const text = await withConnection('read', async (connection) => {
      const result = await connection.run(`SELECT text FROM ${shardTable(dataset)} WHERE id = $1`, [id]);
      return ((await result.getRowObjectsJS())[0]?.['text'] as string | undefined) ?? null;
    });
    if (text !== null) return text;
  }
  return null;
}

const part = z.object({ problems: z.number(), full: z.number(), retrained: z.number() });
const studyRecord = z.object({
  operation: z.literal('prune-study'),
  details: z.object({
    rows: z.array(
      z.object({
        tau: z.number(),
        removed: z.number(),
        kept: z.number(),
        similar: part,
        notSimilar: part,
        total: part,
      }),
    ),
    dataset: z.object({ name: z.string() }),
    benchmark: z.string(),
    preset: z.string(),
    tokens: z.number(),
    seed: z.number(),
  }),
});

/** The finished studies, from the records of operations; whatever else lies there is passed over. */
function pruneStudies(folder: string): PruneStudy[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names.sort().flatMap((name): PruneStudy[] => {
    try {
      const { details } = studyRecord.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      return [{ ...details, id: name.replace(/\.json$/, ''), dataset: details.dataset.name }];
    } catch {
      return [];
    }
  });
}
