import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DetectorOptions } from '../../core/corpus/contamination.ts';
import { trainQualityClassifier, qualityOf } from '../../core/corpus/quality.ts';
import { rubricLabel } from '../../core/corpus/rubric.ts';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import { END_OF_TEXT } from '../../core/tokenizer/tokenizer.ts';
import { writeTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import { trainTokenizer } from '../../core/tokenizer/train.ts';
import { findDuplicates } from '../corpus/deduplicate.ts';
import { encodeDocuments } from '../corpus/encode-documents.ts';
import { findContaminated } from '../corpus/find-contamination.ts';
import { measureFeatures } from '../corpus/measure-features.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { openDataset } from '../datasets/open-dataset.ts';
import { readTexts } from '../datasets/read-records.ts';
import { writeTokenFile } from '../datasets/token-file.ts';
import type { WrittenCorpus } from './perturbed-python.ts';
import { plantedKind } from './perturbed-python.ts';
import type { PlantedCopy, PlantedKind } from './planted-copies.ts';
import { PLANTED_KINDS } from './planted-copies.ts';
import { withResidentPeak } from './resident-peak.ts';

export const STAGES = [
  'import',
  'features and classifier',
  'exact duplicates',
  'near duplicates',
  'decontamination',
  'tokens',
] as const;
export type StageName = (typeof STAGES)[number];

export type StageFigures = {
  readonly seconds: number;
  readonly megabytesPerSecond: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
};

export type DuplicateFigures = {
  /** Copies with a similarity above the threshold, exact ones included. */
  readonly planted: number;
  readonly reported: number;
  readonly recall: number;
  readonly precision: number;
};

export type ContaminationFigures = {
  readonly planted: number;
  readonly found: number;
  readonly byKind: Readonly<Record<PlantedKind, { readonly planted: number; readonly found: number }>>;
  /** Texts that have nothing to do with the problems, and how many of them were reported. */
  readonly independent: number;
  readonly reported: number;
};

/** What a stage is asked; it travels to the process that is measured. */
export type StageRequest = {
  readonly stage: StageName;
  readonly folder: string;
  readonly corpus: WrittenCorpus;
  readonly copies: readonly PlantedCopy[];
  readonly problems: readonly FunctionProblem[];
  readonly detectors: DetectorOptions;
  readonly seed: number;
  readonly workers: number;
};

/** What a stage took, and what it found where it looks for something. */
export type StageFound = {
  readonly figures: StageFigures;
  readonly nearDuplicates?: DuplicateFigures;
  readonly exactDuplicates?: { readonly planted: number; readonly found: number };
  readonly contamination?: ContaminationFigures;
};

/** Texts that the classifier learns from, and text that the tokenizer learns from. */
const LABELLED = 2_000;
const LEARNED_CHARACTERS = 2_000_000;
const VOCABULARY = 4096;
const LEAST_SIMILARITY = 0.8;

/**
 * One stage of the pipeline on a corpus. The first makes the dataset that the others read.
 * @param importFiles reads files into a dataset: the lab's own import
 */
export async function runStage(
  request: StageRequest,
  importFiles: (paths: readonly string[], out: string) => Promise<void>,
): Promise<StageFound> {
  const { stage, folder, corpus } = request;
  const path = join(folder, 'dataset');
  mkdirSync(folder, { recursive: true });
  const dataset = stage === 'import' ? null : await openDataset(path, 'sizes');
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const { result, peakMebibytes } = await withResidentPeak(async () => {
    if (dataset !== null) return work(dataset, request);
    await importFiles(corpus.files, path);
    return {};
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const figures = {
    seconds,
    megabytesPerSecond: corpus.bytes / 1e6 / seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMebibytes,
  };
  return { figures, ...result };
}

async function work(dataset: Dataset, request: StageRequest): Promise<Omit<StageFound, 'figures'>> {
  const { stage, folder, corpus, workers, seed } = request;
  const deduplicate = (by: 'exact' | 'near') =>
    findDuplicates(dataset, { by, leastSimilarity: LEAST_SIMILARITY, workers });
  switch (stage) {
    case 'import':
      return {};
    case 'features and classifier':
      await classify(dataset, workers, seed);
      return {};
    case 'exact duplicates': {
      const ids = [...(await deduplicate('exact')).keys()];
      const found = ids.filter((id) => id.startsWith('python/') && plantedKind(id) === 'exact').length;
      return { exactDuplicates: { planted: corpus.planted.exact, found } };
    }
    case 'near duplicates':
      return { nearDuplicates: duplicateFigures(corpus, [...(await deduplicate('near')).keys()]) };
    case 'decontamination':
      return { contamination: contaminationFigures(request, await contaminated(dataset, request)) };
    case 'tokens':
      await tokenise(dataset, folder, workers);
      return {};
  }
}

/** The rubric labels a sample, a forest learns it and scores every text. */
async function classify(dataset: Dataset, workers: number, seed: number): Promise<number> {
  const vectors: Float64Array[] = [];
  for await (const vector of measureFeatures(dataset, { workers })) vectors.push(vector.slice());
  const every = Math.max(1, Math.floor(vectors.length / LABELLED));
  const labelled = vectors
    .filter((_, at) => at % every === 0)
    .map((features) => ({ features, label: rubricLabel(features) }));
  const classifier = trainQualityClassifier(labelled, seed);
  return vectors.reduce((sum, vector) => sum + qualityOf(classifier, vector), 0) / vectors.length;
}

/** Which problems each record was reported for. */
async function contaminated(
  dataset: Dataset,
  { problems, detectors, workers }: StageRequest,
): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for await (const { recordId, taskId } of findContaminated(dataset, problems, detectors, { workers })) {
    const tasks = found.get(recordId);
    if (tasks === undefined) found.set(recordId, new Set([taskId]));
    else tasks.add(taskId);
  }
  return found;
}

async function tokenise(dataset: Dataset, folder: string, workers: number): Promise<void> {
  const learned: string[] = [];
  let characters = 0;
  for await (const text of readTexts(dataset)) {
    learned.push(text);
    characters += text.length;
    if (characters >= LEARNED_CHARACTERS) break;
  }
  const tokenizer = trainTokenizer(learned, { vocabularySize: VOCABULARY, specialTokens: [END_OF_TEXT] });
  const json = writeTokenizerJson(tokenizer);
  writeFileSync(join(folder, 'tokenizer.json'), json);
  await writeTokenFile(join(folder, 'texts.tokens'), encodeDocuments(dataset, json, { workers }), {
    vocabularySize: tokenizer.vocabularySize,
    endOfText: tokenizer.endOfText,
    datasetHash: dataset.manifest.hash,
    tokenizerHash: 'bench',
  });
}

/** How much of what was planted was found, and how much of what was found was planted. */
export function duplicateFigures({ planted }: WrittenCorpus, found: readonly string[]): DuplicateFigures {
  // Copies of problems are duplicates of each other, as they should be; they are counted elsewhere.
  const reported = found.filter((id) => id.startsWith('python/'));
  const right = reported.filter((id) => ['near', 'exact'].includes(plantedKind(id))).length;
  const wanted = planted.near + planted.exact;
  return {
    planted: wanted,
    reported: reported.length,
    recall: wanted === 0 ? 1 : right / wanted,
    precision: reported.length === 0 ? 1 : right / reported.length,
  };
}

function contaminationFigures(
  { copies, corpus }: StageRequest,
  reported: ReadonlyMap<string, ReadonlySet<string>>,
): ContaminationFigures {
  const isFound = ({ kind, taskId }: PlantedCopy): boolean =>
    reported.get(`planted/${taskId}/${kind}`)?.has(taskId) === true;
  const byKind = Object.fromEntries(
    PLANTED_KINDS.map((kind) => {
      const those = copies.filter((copy) => copy.kind === kind);
      return [kind, { planted: those.length, found: those.filter(isFound).length }];
    }),
  ) as ContaminationFigures['byKind'];
  return {
    planted: copies.length,
    found: copies.filter(isFound).length,
    byKind,
    independent: corpus.records - copies.length,
    reported: [...reported.keys()].filter((id) => !id.startsWith('planted/')).length,
  };
}
